import { useQuery } from '@tanstack/react-query';

import { queries, useApi } from '../api/queries';
import type { ModelVersion, Prediction } from '../api/types';
import layout from '../design/layout.module.css';
import { Link } from '../design/Link';
import { Page } from '../design/Page';
import { ProblemBanner } from '../design/ProblemBanner';
import { Skeleton } from '../design/Skeleton';
import textStyles from '../design/text.module.css';
import { words } from '../format/format';
import { PATHS } from '../navigation/paths';
import { problemFrom } from '../problem/problem';
import { AnswerCard } from './AnswerCard';
import columns from './columns.module.css';
import styles from './PredictionPage.module.css';
import { valueText } from './schema';

export function PredictionPage({ values: { id = '' } }: { values: Readonly<Record<string, string>> }) {
  const prediction = useQuery(queries.prediction(useApi(), id));
  return (
    <Page lead={<Link href={PATHS.predictions}>All predictions</Link>}>
      {prediction.isPending ? (
        <Skeleton label="Loading the prediction" rows={6} />
      ) : prediction.isError ? (
        <ProblemBanner problem={problemFrom(prediction.error)} onRetry={() => void prediction.refetch()} />
      ) : (
        <Kept prediction={prediction.data} />
      )}
    </Page>
  );
}

function Kept({ prediction }: { prediction: Prediction }) {
  // The version may have been retired since. The page then shows no threshold and no units.
  const { data: schema } = useQuery(queries.modelVersion(useApi(), prediction.model, prediction.version));
  return (
    <div className={columns['columns']}>
      <section className={layout['card']} aria-label="Input">
        <h2 className={textStyles['sectionTitle']}>Input</h2>
        <dl className={styles['inputs']}>
          {inputsOf(prediction, schema).map(({ name, text }) => (
            <div key={name}>
              <dt>{words(name)}</dt>
              <dd className={text === 'Not provided' ? textStyles['soft'] : undefined}>{text}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className={columns['answerColumn']} aria-label="Result">
        <AnswerCard prediction={prediction} schema={schema} />
      </section>
    </div>
  );
}

/** Inputs in schema order with their units, followed by inputs that are not in the schema. */
function inputsOf(
  { features }: Prediction,
  schema: ModelVersion | undefined,
): { name: string; text: string }[] {
  const known = schema?.features ?? [];
  const names = known.map(({ name }) => name);
  const rest = Object.keys(features).filter((name) => !names.includes(name));
  return [
    ...known.map((feature) => ({
      name: feature.name,
      text: valueText(feature, features[feature.name]),
    })),
    ...rest.map((name) => ({ name, text: valueText(undefined, features[name]) })),
  ];
}
