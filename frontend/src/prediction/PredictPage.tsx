import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { ModelSummary, ModelVersion, Prediction } from '../api/types';
import { Empty } from '../design/Empty';
import { Field } from '../design/Field';
import layout from '../design/layout.module.css';
import { Page } from '../design/Page';
import { ProblemBanner } from '../design/ProblemBanner';
import { Skeleton } from '../design/Skeleton';
import textStyles from '../design/text.module.css';
import { shortPercent, words } from '../format/format';
import { problemFrom } from '../problem/problem';
import { AnswerCard } from './AnswerCard';
import columns from './columns.module.css';
import facts from './facts.module.css';
import styles from './PredictPage.module.css';
import { POSITIVE, quoted } from './schema';
import { SchemaForm, type Values } from './SchemaForm';
import { CHAMPION, choicesOf } from './versions';

export function PredictPage() {
  const models = useQuery(queries.models(useApi()));
  return (
    <Page lead="Choose a model, enter the input and get a prediction.">
      {models.isPending ? (
        <Skeleton label="Loading models" rows={8} kind="fields" />
      ) : models.isError ? (
        <ProblemBanner problem={problemFrom(models.error)} onRetry={() => void models.refetch()} />
      ) : (
        <Models models={models.data} />
      )}
    </Page>
  );
}

function Models({ models }: { models: ModelSummary[] }) {
  const [name, setName] = useState<string>();
  const model = models.find((candidate) => candidate.name === name) ?? models[0];
  if (model === undefined) {
    return (
      <Empty title="No models yet" marked>
        <p>Models appear here once the model service has loaded a package.</p>
      </Empty>
    );
  }
  return <Predictor key={model.name} models={models} model={model} onModel={setName} />;
}

interface PredictorProps {
  models: ModelSummary[];
  model: ModelSummary;
  onModel: (name: string) => void;
}

interface Answer {
  prediction: Prediction;
  schema: ModelVersion;
  /** Fingerprint of the input, to tell whether the form has changed since. */
  asked: string;
}

function Predictor({ models, model, onModel }: PredictorProps) {
  const api = useApi();
  const client = useQueryClient();
  const choices = choicesOf(model);
  const [chosen, setChosen] = useState<string>();
  const version = choices.find(({ value }) => value === chosen)?.value ?? choices[0]?.value ?? CHAMPION;
  const schema = useQuery(queries.modelVersion(api, model.name, version));
  const [answer, setAnswer] = useState<Answer>();
  const [asking, setAsking] = useState('');
  const answerRegion = useRef<HTMLElement>(null);

  const { data } = schema;
  const predict = async (values: Values) => {
    if (data === undefined) {
      return;
    }
    const prediction = await api.predict({
      model: model.name,
      ...(version === CHAMPION ? {} : { version }),
      features: values,
    });
    setAnswer({ prediction, schema: data, asked: fingerprint(version, values) });
    void client.invalidateQueries({ queryKey: ['predictions'] });
  };

  // On a narrow screen the result is below the form, out of sight.
  const answered = answer?.prediction.id;
  useEffect(() => {
    if (answered !== undefined) {
      answerRegion.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [answered]);

  return (
    <div className={columns['columns']}>
      <div className={layout['stack']}>
        <section className={layout['card']} aria-label="Model">
          <div className={styles['pair']}>
            <Field name="model" label="Model">
              {(control) => (
                <select
                  {...control}
                  value={model.name}
                  onChange={(event) => {
                    onModel(event.target.value);
                  }}
                >
                  {models.map(({ name }) => (
                    <option key={name} value={name}>
                      {words(name)}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field name="version" label="Version">
              {(control) => (
                <select
                  {...control}
                  value={version}
                  onChange={(event) => {
                    setChosen(event.target.value);
                  }}
                >
                  {choices.map(({ value, label }) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
          {data === undefined ? null : <About schema={data} />}
        </section>
        {schema.isPending ? (
          <Skeleton label="Loading the form" rows={8} kind="fields" />
        ) : schema.isError ? (
          <ProblemBanner problem={problemFrom(schema.error)} onRetry={() => void schema.refetch()} />
        ) : (
          <SchemaForm
            features={schema.data.features}
            send={predict}
            onChange={(values) => {
              setAsking(fingerprint(version, values));
            }}
          />
        )}
      </div>
      <section ref={answerRegion} className={columns['answerColumn']} aria-label="Result">
        <p className={textStyles['unseen']} role="status" aria-live="polite">
          {answer === undefined ? '' : spoken(answer)}
        </p>
        {answer === undefined ? (
          <Empty title="No result yet" marked>
            <p>
              Fill in the form, or start with example values. The result appears here and is saved to your
              predictions.
            </p>
          </Empty>
        ) : (
          <AnswerCard
            prediction={answer.prediction}
            schema={answer.schema}
            stale={asking !== '' && asking !== answer.asked}
            linked
          />
        )}
      </section>
    </div>
  );
}

function About({ schema }: { schema: ModelVersion }) {
  const metrics = Object.entries(schema.metrics ?? {});
  return (
    <div className={styles['about']}>
      {schema.title === undefined ? null : <p className={styles['aboutTitle']}>{schema.title}</p>}
      {schema.description === undefined ? null : <p className={textStyles['soft']}>{schema.description}</p>}
      <details>
        <summary>About version {schema.version}</summary>
        <dl className={facts['facts']}>
          {schema.algorithm === undefined ? null : (
            <div>
              <dt>Algorithm</dt>
              <dd>{words(schema.algorithm)}</dd>
            </div>
          )}
          <div>
            <dt>Threshold for {quoted(schema.positiveLabel)}</dt>
            <dd>{shortPercent(schema.threshold)}</dd>
          </div>
          {metrics.map(([name, metric]) => (
            <div key={name}>
              <dt>{words(name)}</dt>
              <dd>{metric.toFixed(3)}</dd>
            </div>
          ))}
        </dl>
        <p className={textStyles['note']}>Measured on data that was not used for training.</p>
      </details>
    </div>
  );
}

function spoken({ prediction, schema }: Answer): string {
  return (
    `The result is ${prediction.label}. Score ${shortPercent(prediction.score)} for ${schema.positiveLabel ?? POSITIVE}, ` +
    `confidence ${shortPercent(prediction.confidence)}. ` +
    (prediction.warnings.length === 0
      ? ''
      : `${prediction.warnings.length} ${prediction.warnings.length === 1 ? 'warning' : 'warnings'}.`)
  );
}

function fingerprint(version: string, values: Values): string {
  return JSON.stringify([version, Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
