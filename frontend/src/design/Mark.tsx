import styles from './Mark.module.css';

/** A bird in flight, in a box of 32 by 32. */
export const BIRD =
  'M3.4 12.6C8.4 8.4 13.5 10.6 15.6 17.2C17.2 9.8 22 5.3 28.6 5.6C23.6 8.6 19.9 13.8 17.9 22.8' +
  'C17.4 24.9 15 25 14.3 22.9C12.4 17.1 8.8 13.3 3.4 12.6Z';

/** The mark: the bird whose flight an auspex read. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect className={styles['plate']} width="32" height="32" rx="8" />
      <path className={styles['bird']} d={BIRD} />
    </svg>
  );
}

/** @param logo address of a tenant's logo, in the place of the mark */
export function Wordmark({ logo }: { logo?: string | undefined }) {
  return (
    <span className={styles['wordmark']}>
      {logo === undefined ? <Mark /> : <img src={logo} alt="" />}
      <span>Auspex</span>
    </span>
  );
}
