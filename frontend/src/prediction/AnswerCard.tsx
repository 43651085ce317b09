import type { ModelVersion, Prediction } from '../api/types';
import banner from '../design/banner.module.css';
import { classes } from '../design/classes';
import layout from '../design/layout.module.css';
import { Link } from '../design/Link';
import textStyles from '../design/text.module.css';
import { moment, percent, words } from '../format/format';
import { predictionPath } from '../navigation/paths';
import styles from './AnswerCard.module.css';
import facts from './facts.module.css';
import { isPrepared, quoted } from './schema';
import { ScoreBar } from './ScoreBar';
import { TimingsBar } from './TimingsBar';
import { Why } from './Why';

interface AnswerCardProps {
  prediction: Prediction;
  /** Schema of the version that made the prediction; without it the threshold is not shown. */
  schema: ModelVersion | undefined;
  /** The form has changed since. */
  stale?: boolean;
  /** Whether the card leads to the prediction's own page. */
  linked?: boolean;
}

/** The result of a prediction: label, score, confidence, warnings and timings. */
export function AnswerCard({ prediction, schema, stale = false, linked = false }: AnswerCardProps) {
  const { id, model, version, label, score, confidence, warnings, timings, createdAt } = prediction;
  const known = schema?.version === version ? schema : undefined;
  return (
    <article className={classes(layout['card'], styles['answer'])}>
      {stale ? <p className={styles['staleNote']}>The form has changed since this result.</p> : null}
      <header className={styles['head']}>
        <p className={textStyles['eyebrow']}>Result</p>
        <h2>{label}</h2>
        <p className={textStyles['soft']}>
          {words(model)}, version {version} · <time dateTime={createdAt}>{moment(createdAt)}</time>
        </p>
      </header>
      <ScoreBar score={score} positiveLabel={known?.positiveLabel} threshold={known?.threshold} />
      <dl className={facts['facts']}>
        <div>
          <dt>Score{known === undefined ? '' : ` for ${quoted(known.positiveLabel)}`}</dt>
          <dd>{percent(score)}</dd>
        </div>
        <div>
          <dt>Confidence in “{label}”</dt>
          <dd>{percent(confidence)}</dd>
        </div>
      </dl>
      {warnings.length === 0 ? null : (
        <div className={classes(banner['banner'], banner['warning'])}>
          <p className={banner['title']}>
            {warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`}
          </p>
          <ul>
            {warnings.map((warning) => (
              <li key={`${warning.pointer} ${warning.code}`}>{warning.message}</li>
            ))}
          </ul>
        </div>
      )}
      {known?.features.some(isPrepared) === true ? null : (
        <Why key={id} prediction={prediction} schema={known} />
      )}
      <TimingsBar timings={timings} />
      <footer className={styles['foot']}>
        {linked ? <Link href={predictionPath(id)}>Open prediction</Link> : null}
        <p>
          <span className={textStyles['soft']}>ID</span> <code>{id}</code>
        </p>
      </footer>
    </article>
  );
}
