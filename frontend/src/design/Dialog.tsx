import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

import { focusHeading } from '../browser/focusHeading';
import styles from './Dialog.module.css';
import layout from './layout.module.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** A question in front of the page. It is open as long as it is there; the browser keeps the focus in it and gives it back. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
      // What opened it may be gone meanwhile, and with it the place that the browser gives the focus back to.
      const active = document.activeElement;
      if (active === document.body || element?.contains(active) === true) {
        focusHeading();
      }
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-labelledby={heading}
      // Escape, and what else a browser closes a dialog by.
      onClose={onClose}
    >
      <div className={layout['stack']}>
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
