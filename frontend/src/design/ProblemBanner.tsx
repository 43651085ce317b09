import type { Problem, Violation } from '../problem/problem';
import banner from './banner.module.css';
import { button } from './button';
import { classes } from './classes';
import styles from './ProblemBanner.module.css';

interface ProblemBannerProps {
  problem: Problem;
  /** What no field of the page shows already; all of the problem's violations by default. */
  violations?: readonly Violation[];
  onRetry?: (() => void) | undefined;
}

/** Shows a problem, with the trace ID that operators search for. */
export function ProblemBanner({ problem, violations = problem.violations, onRetry }: ProblemBannerProps) {
  return (
    <div className={classes(banner['banner'], banner['danger'])} role="alert">
      <p className={banner['title']}>{problem.title}</p>
      {problem.detail === undefined ? null : <p>{problem.detail}</p>}
      {violations.length === 0 ? null : (
        <ul>
          {violations.map((violation) => (
            <li key={`${violation.pointer} ${violation.code}`}>{violation.message}</li>
          ))}
        </ul>
      )}
      {problem.retryAfterSeconds === undefined ? null : (
        <p>
          Try again in {problem.retryAfterSeconds} {problem.retryAfterSeconds === 1 ? 'second' : 'seconds'}.
        </p>
      )}
      {problem.traceId === undefined ? null : (
        <p className={styles['trace']}>
          Trace ID <code>{problem.traceId}</code>
        </p>
      )}
      {onRetry === undefined ? null : (
        <button type="button" className={button('small')} onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
