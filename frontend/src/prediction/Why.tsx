import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { Contribution, Explanation, ModelVersion, Prediction } from '../api/types';
import { button } from '../design/button';
import { ProblemBanner } from '../design/ProblemBanner';
import textStyles from '../design/text.module.css';
import { percent, signed, words } from '../format/format';
import { problemFrom } from '../problem/problem';
import { valueText } from './schema';
import styles from './Why.module.css';

/** The version was packaged without explanations, so a retry does not help. */
const CONFLICT = 409;
const SHOWN_AT_FIRST = 8;
const WIDTH = 200;

interface WhyProps {
  prediction: Prediction;
  schema: ModelVersion | undefined;
}

/** The effect of each feature on the score, loaded on request. */
export function Why({ prediction, schema }: WhyProps) {
  const [asked, setAsked] = useState(false);
  const explanation = useQuery({ ...queries.explanation(useApi(), prediction), enabled: asked });
  const problem = explanation.isError ? problemFrom(explanation.error) : undefined;
  return (
    <section className={styles['why']} aria-label="Explanation">
      <p className={textStyles['sectionTitle']}>Why this result?</p>
      {explanation.data !== undefined ? null : problem === undefined ? (
        <button
          type="button"
          className={button('small')}
          aria-disabled={asked}
          onClick={() => {
            setAsked(true);
          }}
        >
          {asked ? 'Explaining…' : 'Explain this result'}
        </button>
      ) : problem.status === CONFLICT ? (
        <p className={textStyles['soft']} role="alert">
          {problem.detail ?? problem.title}
        </p>
      ) : (
        <ProblemBanner problem={problem} onRetry={() => void explanation.refetch()} />
      )}
      {asked ? (
        <p className={textStyles['unseen']} role="status">
          {explanation.data === undefined ? '' : spoken(explanation.data)}
        </p>
      ) : null}
      {explanation.data === undefined ? null : <Effects explanation={explanation.data} schema={schema} />}
    </section>
  );
}

function Effects({ explanation, schema }: { explanation: Explanation; schema: ModelVersion | undefined }) {
  const [all, setAll] = useState(false);
  const { contributions, positiveLabel, baseScore, score } = explanation;
  const shown = all ? contributions : contributions.slice(0, SHOWN_AT_FIRST);
  const widest = Math.max(...contributions.map(({ contribution }) => Math.abs(contribution)));
  return (
    <>
      <table className={styles['effects']}>
        <caption>
          What moves the score from {percent(baseScore)} for a typical case to {percent(score)}
        </caption>
        <thead>
          <tr>
            <th scope="col">Feature</th>
            <th scope="col">
              <span className={styles['sides']}>
                <span>Lowers</span>
                <span>Raises</span>
              </span>
            </th>
            <th scope="col">{explanation.scale === 'log-odds' ? 'Log odds' : 'Points'}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((contribution) => (
            <Effect
              key={contribution.feature}
              contribution={contribution}
              text={valueText(
                schema?.features.find(({ name }) => name === contribution.feature),
                contribution.value,
              )}
              widest={widest}
              scale={explanation.scale === 'log-odds' ? 1 : 100}
            />
          ))}
        </tbody>
      </table>
      {contributions.length <= SHOWN_AT_FIRST ? null : (
        <button
          type="button"
          className={button('small')}
          aria-expanded={all}
          onClick={() => {
            setAll(!all);
          }}
        >
          {all ? `Show only the largest ${SHOWN_AT_FIRST}` : `Show all ${contributions.length} features`}
        </button>
      )}
      <p className={textStyles['note']}>{methodOf(explanation, positiveLabel)}</p>
    </>
  );
}

interface EffectProps {
  contribution: Contribution;
  /** The feature's value. */
  text: string;
  /** Size of the largest contribution, which fills its half of the bar. */
  widest: number;
  /** What a contribution is multiplied with to be read: points are hundredths. */
  scale: number;
}

function Effect({
  contribution: { feature, contribution, standardError },
  text,
  widest,
  scale,
}: EffectProps) {
  const half = WIDTH / 2;
  const width = widest === 0 ? 0 : (Math.abs(contribution) / widest) * half;
  return (
    <tr>
      <th scope="row">
        {words(feature)} <small>{text}</small>
      </th>
      <td>
        <svg viewBox={`0 0 ${WIDTH} 14`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <rect
            className={contribution < 0 ? styles['lowers'] : styles['raises']}
            x={contribution < 0 ? half - width : half}
            y="1"
            width={width}
            height="12"
          />
          <path className={styles['axis']} d={`M${half} 0V14`} />
        </svg>
      </td>
      <td>
        {signed(contribution * scale)}{' '}
        {standardError === undefined ? null : <small>± {(standardError * scale).toFixed(2)}</small>}
      </td>
    </tr>
  );
}

function methodOf(
  { method, scale, backgroundRows, permutations }: Explanation,
  positiveLabel: string,
): string {
  const rows = `${backgroundRows} rows of training data`;
  const how =
    method === 'tree-shap'
      ? `Exact Shapley values of the model’s trees, compared with ${rows}.`
      : `Shapley values, estimated from ${permutations ?? 0} permutations and compared with ${rows}. The ± shows one standard error.`;
  return scale === 'log-odds'
    ? `${how} The values add up in log odds: +0.69 doubles the odds of “${positiveLabel}”, and −0.69 halves them.`
    : `${how} The values add up in percentage points of the score for “${positiveLabel}”.`;
}

function spoken({ contributions, positiveLabel }: Explanation): string {
  const [first] = contributions;
  return first === undefined
    ? ''
    : `Explanation ready. ${words(first.feature)} has the largest effect: it ` +
        `${first.contribution < 0 ? 'lowers' : 'raises'} the score for ${positiveLabel}.`;
}
