import type { Timings } from '../api/types';
import { micros } from '../format/format';
import { segmentsOf } from './timings';
import styles from './TimingsBar.module.css';

const WIDTH = 400;

/** How the time of a prediction was spent, as one stacked bar with its legend. */
export function TimingsBar({ timings }: { timings: Timings }) {
  const segments = segmentsOf(timings);
  const total = segments.reduce((sum, segment) => sum + segment.micros, 0);
  const bars = segments.map((segment, index) => {
    const before = segments.slice(0, index).reduce((sum, earlier) => sum + earlier.micros, 0);
    return { ...segment, x: (before / total) * WIDTH, width: (segment.micros / total) * WIDTH };
  });
  return (
    <section className={styles['timings']} aria-label="Timings">
      <p className={styles['head']}>
        <span>Total time</span> <strong>{micros(timings.totalMicros)}</strong>
      </p>
      <svg viewBox={`0 0 ${WIDTH} 12`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {bars.map(({ key, x, width }) => (
          <rect
            key={key}
            className={styles[key]}
            x={x}
            width={Math.max(width - 1.5, 0.8)}
            height="12"
            rx="1.5"
          />
        ))}
      </svg>
      <dl>
        {segments.map((segment) => (
          <div key={segment.key}>
            <dt>
              <svg className={styles['swatch']} viewBox="0 0 10 10" aria-hidden="true" focusable="false">
                <rect className={styles[segment.key]} width="10" height="10" rx="2.5" />
              </svg>
              {segment.label}
            </dt>
            <dd>{micros(segment.micros)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
