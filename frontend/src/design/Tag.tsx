import type { ReactNode } from 'react';

import { classes } from './classes';
import styles from './Tag.module.css';

/** A short mark next to a name. */
export function Tag({ kind, children }: { kind?: 'good' | 'warn'; children: ReactNode }) {
  return (
    <span className={classes(styles['tag'], kind === undefined ? undefined : styles[kind])}>{children}</span>
  );
}
