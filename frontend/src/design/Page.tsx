import type { ReactNode } from 'react';

import styles from './Page.module.css';
import { usePageTitle } from './pageTitle';

interface PageProps {
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page under its heading. The heading takes the focus after a change of page, so that screen readers announce it. */
export function Page({ lead, actions, children }: PageProps) {
  const { title, heading } = usePageTitle();
  return (
    <>
      <header className={styles['head']}>
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead === undefined ? null : <p className={styles['lead']}>{lead}</p>}
        </div>
        {actions}
      </header>
      {children}
    </>
  );
}
