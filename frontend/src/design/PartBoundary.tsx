import { Component, type ReactNode } from 'react';

import banner from './banner.module.css';
import { button } from './button';
import { classes } from './classes';

/** Shows an error when a part of the page cannot be fetched: the connection dropped, or a newer version is deployed. */
export class PartBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) {
      return this.props.children;
    }
    return (
      <div className={classes(banner['banner'], banner['danger'])} role="alert">
        <p className={banner['title']}>This page could not be loaded</p>
        <p>
          Your connection may have dropped, or Auspex may have been updated. Reload the page to try again.
        </p>
        <button
          type="button"
          className={button('small')}
          onClick={() => {
            window.location.reload();
          }}
        >
          Reload page
        </button>
      </div>
    );
  }
}
