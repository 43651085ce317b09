import type { ReactNode } from 'react';

import styles from './Empty.module.css';
import { Mark } from './Mark';

interface EmptyProps {
  title: string;
  /** Whether the mark is above the title. */
  marked?: boolean;
  children: ReactNode;
}

/** Stands where there is nothing to show yet. */
export function Empty({ title, marked = false, children }: EmptyProps) {
  return (
    <div className={styles['empty']}>
      {marked ? <Mark /> : null}
      <p className={styles['title']}>{title}</p>
      {children}
    </div>
  );
}
