import type { ReactNode } from 'react';

import { usePageTitle } from '../app/Page';
import { Sky, Wordmark } from '../design/Mark';
import { ThemeToggle } from '../design/ThemeToggle';

/** The frame of the pages before signing in. */
export function AccountPage({
  title,
  lead,
  children,
}: {
  title: string;
  lead: ReactNode;
  children: ReactNode;
}) {
  const heading = usePageTitle(title);
  return (
    <div className="account">
      <aside className="account-art">
        <Wordmark />
        <Sky />
        <p className="motto">Every prediction served, stored and monitored.</p>
      </aside>
      <main id="content">
        <div className="account-top">
          <Wordmark />
          <ThemeToggle />
        </div>
        <div className="account-form">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          <p className="lead">{lead}</p>
          {children}
        </div>
      </main>
    </div>
  );
}
