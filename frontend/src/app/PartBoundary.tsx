import { Component, type ReactNode } from 'react';

/** Says so where a part of the page cannot be fetched: the connection broke, or a newer version is in its place. */
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
      <div className="banner danger" role="alert">
        <p className="banner-title">This page could not be shown</p>
        <p>The connection may have broken, or there is a newer version of Auspex.</p>
        <button
          type="button"
          className="button small"
          onClick={() => {
            window.location.reload();
          }}
        >
          Load it again
        </button>
      </div>
    );
  }
}
