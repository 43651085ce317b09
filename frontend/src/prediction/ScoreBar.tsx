import textStyles from '../design/text.module.css';
import { percent, shortPercent } from '../format/format';
import styles from './ScoreBar.module.css';

interface ScoreBarProps {
  score: number;
  positiveLabel: string | undefined;
  threshold: number | undefined;
}

const WIDTH = 400;

/** The score on a scale from 0 to 1, with the threshold for the positive label. */
export function ScoreBar({ score, positiveLabel, threshold }: ScoreBarProps) {
  const description =
    `Score ${percent(score)}` + (threshold === undefined ? '' : `, threshold ${shortPercent(threshold)}`);
  const at = threshold === undefined ? undefined : place(threshold);
  return (
    <figure className={styles['score']}>
      <svg viewBox={`0 0 ${WIDTH} 44`} role="img" aria-label={description}>
        <rect className={styles['track']} y="14" width={WIDTH} height="16" rx="8" />
        <rect className={styles['fill']} y="14" width={Math.max(place(score), 16)} height="16" rx="8" />
        {at === undefined ? null : (
          <>
            <path className={styles['gap']} d={`M${at} 8V36`} />
            <path className={styles['threshold']} d={`M${at} 8V36`} />
          </>
        )}
      </svg>
      <figcaption className={textStyles['soft']}>
        {threshold === undefined || positiveLabel === undefined
          ? 'Probability of the positive label'
          : `${score >= threshold ? 'At or above' : 'Below'} the threshold of ${shortPercent(threshold)} for “${positiveLabel}”`}
      </figcaption>
    </figure>
  );
}

function place(share: number): number {
  return Math.round(Math.min(Math.max(share, 0), 1) * WIDTH * 10) / 10;
}
