import styles from './Said.module.css';

/** What an action came to. It is there, and empty, before: screen readers announce only changes. */
export function Said({ text }: { text: string }) {
  return (
    <p className={styles['said']} role="status">
      {text}
    </p>
  );
}
