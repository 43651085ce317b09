import type { ReactNode } from 'react';

import { usePageTitle } from '../design/pageTitle';
import { Sky, Wordmark } from '../design/Mark';
import { ThemeToggle } from '../design/ThemeToggle';

interface AccountPageProps {
  /** Title of a step, instead of the page's. */
  title?: string;
  lead: ReactNode;
  children: ReactNode;
}

/** The frame of the pages before signing in. */
export function AccountPage({ title: own, lead, children }: AccountPageProps) {
  const { title, heading } = usePageTitle(own);
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
