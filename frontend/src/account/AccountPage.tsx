import type { ReactNode } from 'react';

import { Wordmark } from '../design/Mark';
import { usePageTitle } from '../design/pageTitle';
import { ThemeToggle } from '../design/ThemeToggle';
import styles from './AccountPage.module.css';
import { Sky } from './Sky';

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
    <div className={styles['account']}>
      <aside className={styles['art']}>
        <Wordmark />
        <Sky />
        <p className={styles['motto']}>Every prediction served, stored and monitored.</p>
      </aside>
      <main id="content" className={styles['content']}>
        <div className={styles['top']}>
          <Wordmark />
          <ThemeToggle />
        </div>
        <div className={styles['form']}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          <p className={styles['lead']}>{lead}</p>
          {children}
        </div>
      </main>
    </div>
  );
}
