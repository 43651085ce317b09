import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { Prediction } from '../api/types';
import { button } from '../design/button';
import { classes } from '../design/classes';
import { Empty } from '../design/Empty';
import { Field } from '../design/Field';
import { Link } from '../design/Link';
import { MorePages } from '../design/MorePages';
import { Page } from '../design/Page';
import { ProblemBanner } from '../design/ProblemBanner';
import { Skeleton } from '../design/Skeleton';
import textStyles from '../design/text.module.css';
import { micros, moment, percent, words } from '../format/format';
import { PATHS, predictionPath } from '../navigation/paths';
import { problemFrom } from '../problem/problem';
import styles from './PredictionsPage.module.css';

export function PredictionsPage() {
  const api = useApi();
  const [model, setModel] = useState<string>();
  const models = useQuery(queries.models(api));
  const names = (models.data ?? []).map(({ name }) => name);

  return (
    <Page
      lead="All stored predictions, newest first."
      actions={
        names.length > 1 ? (
          <Field name="filter" label="Model">
            {(control) => (
              <select
                {...control}
                value={model ?? ''}
                onChange={(event) => {
                  setModel(event.target.value === '' ? undefined : event.target.value);
                }}
              >
                <option value="">All models</option>
                {names.map((name) => (
                  <option key={name} value={name}>
                    {words(name)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ) : null
      }
    >
      <History model={model} />
    </Page>
  );
}

function History({ model }: { model: string | undefined }) {
  const pages = useInfiniteQuery(queries.predictions(useApi(), model));
  if (pages.isPending) {
    return <Skeleton label="Loading predictions" rows={6} />;
  }
  const items = (pages.data?.pages ?? []).flatMap((page) => page.items);
  if (pages.isError && items.length === 0) {
    return <ProblemBanner problem={problemFrom(pages.error)} onRetry={() => void pages.refetch()} />;
  }
  if (items.length === 0) {
    return (
      <Empty title="No predictions yet" marked>
        <p>
          {model === undefined
            ? 'Predictions appear here once you make them.'
            : `${words(model)} has made no predictions yet.`}
        </p>
        <Link className={button('primary')} href={PATHS.predict}>
          Make a prediction
        </Link>
      </Empty>
    );
  }
  return (
    <>
      <ol className={styles['history']} aria-label="Predictions">
        {items.map((prediction) => (
          <HistoryRow key={prediction.id} prediction={prediction} />
        ))}
      </ol>
      <MorePages pages={pages} count={items.length} one="prediction" several="predictions" />
    </>
  );
}

function HistoryRow({ prediction }: { prediction: Prediction }) {
  const { id, model, version, label, score, warnings, timings, createdAt } = prediction;
  return (
    <li>
      <Link className={styles['row']} href={predictionPath(id)}>
        <span className={styles['label']}>{label}</span>
        <span className={styles['score']}>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect className={styles['track']} width="100" height="8" />
            <rect className={styles['fill']} width={Math.max(score * 100, 2)} height="8" />
          </svg>
          <span>
            <span className={textStyles['unseen']}>Score </span>
            {percent(score)}
          </span>
        </span>
        <span className={styles['model']}>
          {words(model)} <span className={textStyles['soft']}>v{version}</span>
        </span>
        <span className={classes(styles['time'], textStyles['soft'])}>
          {micros(timings.totalMicros)}
          {warnings.length === 0
            ? ''
            : ` · ${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}`}
        </span>
        <time className={classes(styles['when'], textStyles['soft'])} dateTime={createdAt}>
          {moment(createdAt)}
        </time>
      </Link>
    </li>
  );
}
