import { classes } from './classes';
import styles from './Skeleton.module.css';
import textStyles from './text.module.css';

interface SkeletonProps {
  /** What is being loaded, for screen readers. */
  label: string;
  rows: number;
  kind?: 'fields' | 'rows';
}

/** Grey shapes in the place of what is on its way. */
export function Skeleton({ label, rows, kind = 'rows' }: SkeletonProps) {
  return (
    <div
      className={classes(styles['skeleton'], kind === 'fields' ? styles['fields'] : undefined)}
      role="status"
    >
      <span className={textStyles['unseen']}>{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={styles['bone']} aria-hidden="true" />
      ))}
    </div>
  );
}
