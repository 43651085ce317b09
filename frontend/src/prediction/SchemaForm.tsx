import { type SyntheticEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

import { fieldErrors, type Problem } from '../problem/problem';
import type { Feature } from '../api/types';
import { type ControlProps, Field, focusFirstInvalid } from '../design/Field';
import { words } from '../format/format';
import { ProblemBanner } from '../design/ProblemBanner';
import { ImageInput } from './ImageInput';
import { check, checkAll, type Draft, exampleOf, groupsOf, isFlag, isPrepared, rangeOf } from './schema';

export type Values = Record<string, number | string>;

interface SchemaFormProps {
  features: Feature[];
  pending: boolean;
  /** Problem from the last submission. */
  problem: Problem | undefined;
  onSubmit: (values: Values) => void;
  onChange: (values: Values) => void;
}

/** A form built from a model's schema. Typed values survive a change to another version of the same model. */
export function SchemaForm({ features, pending, problem, onSubmit, onChange }: SchemaFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<Draft>({});
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [submitted, setSubmitted] = useState(false);
  // Problem whose field messages were answered by a change to the field since.
  const [amended, setAmended] = useState<{ problem: Problem | undefined; names: ReadonlySet<string> }>({
    problem: undefined,
    names: new Set(),
  });

  const refused = fieldErrors(
    problem?.violations ?? [],
    '/features',
    features.map(({ name }) => name),
  );
  const amendedNames = amended.problem === problem ? amended.names : new Set<string>();

  const noteOf = (feature: Feature): { error?: string; notice?: string } => {
    const text = draft[feature.name];
    const checked = check(feature, text);
    const empty = (text ?? '').trim() === '';
    if (checked.kind === 'error') {
      return submitted || (left.has(feature.name) && !empty) ? { error: checked.message } : {};
    }
    const refusal = refused.fields[feature.name];
    if (refusal !== undefined && !amendedNames.has(feature.name)) {
      return { error: refusal };
    }
    return checked.kind === 'value' && checked.notice !== undefined ? { notice: checked.notice } : {};
  };

  const errorCount = features.filter((feature) => noteOf(feature).error !== undefined).length;
  const banner = problem !== undefined && (problem.violations.length === 0 || refused.rest.length > 0);

  const change = (next: Draft, names: readonly string[]) => {
    setDraft(next);
    setAmended({ problem, names: new Set([...amendedNames, ...names]) });
    onChange(checkAll(features, next).values);
  };

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (pending) {
      return;
    }
    const { values, errors } = checkAll(features, draft);
    flushSync(() => {
      setSubmitted(true);
    });
    if (Object.keys(errors).length > 0) {
      focusFirstInvalid(form.current);
      return;
    }
    onChange(values);
    onSubmit(values);
  };

  const fill = () => {
    change(
      exampleOf(features),
      features.map(({ name }) => name),
    );
    setSubmitted(false);
  };

  const clear = () => {
    change(
      {},
      features.map(({ name }) => name),
    );
    setSubmitted(false);
    setLeft(new Set());
  };

  return (
    <form ref={form} className="card stack" noValidate onSubmit={submit} aria-label="Input">
      <div className="form-head">
        <p className="soft">
          <span className="required" aria-hidden="true">
            *
          </span>{' '}
          Required
        </p>
        <div className="row">
          <button type="button" className="button small" onClick={fill}>
            Use example values
          </button>
          <button type="button" className="button small quiet" onClick={clear}>
            Clear
          </button>
        </div>
      </div>
      {groupsOf(features).map((group) => (
        <fieldset key={group.title}>
          <legend>{group.title}</legend>
          <div className={group.features.some(isPrepared) ? 'fields wide' : 'fields'}>
            {group.features.map((feature) => (
              <Field
                key={feature.name}
                name={feature.name}
                label={words(feature.name)}
                required={feature.required ?? false}
                hint={hintOf(feature)}
                {...noteOf(feature)}
              >
                {(control) => (
                  <FeatureControl
                    feature={feature}
                    control={control}
                    text={draft[feature.name] ?? ''}
                    onChange={(text) => {
                      change({ ...draft, [feature.name]: text }, [feature.name]);
                    }}
                    onLeave={() => {
                      setLeft(new Set([...left, feature.name]));
                    }}
                  />
                )}
              </Field>
            ))}
          </div>
        </fieldset>
      ))}
      {banner ? <ProblemBanner problem={problem} violations={refused.rest} /> : null}
      <div className="form-foot">
        <button type="submit" className="button primary" aria-disabled={pending}>
          {pending ? 'Predicting…' : 'Predict'}
        </button>
        <p className="error-count" role="status">
          {errorCount === 0
            ? ''
            : `${errorCount} ${errorCount === 1 ? 'field needs' : 'fields need'} attention`}
        </p>
      </div>
    </form>
  );
}

interface FeatureControlProps {
  feature: Feature;
  control: ControlProps;
  text: string;
  onChange: (text: string) => void;
  onLeave: () => void;
}

function FeatureControl({ feature, control, text, onChange, onLeave }: FeatureControlProps) {
  if (feature.type === 'text') {
    return (
      <textarea
        {...control}
        rows={6}
        value={text}
        onBlur={onLeave}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    );
  }
  if (feature.type === 'image') {
    return <ImageInput control={control} base64={text} onChange={onChange} onLeave={onLeave} />;
  }
  if (feature.type === 'category' || isFlag(feature)) {
    const options = isFlag(feature)
      ? [
          { value: '0', label: 'No' },
          { value: '1', label: 'Yes' },
        ]
      : (feature.categories ?? []).map((category) => ({ value: category, label: category }));
    return (
      <select
        {...control}
        value={text}
        onBlur={onLeave}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      >
        <option value="">{feature.required === true ? 'Choose…' : 'Not provided'}</option>
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    );
  }
  const input = (
    <input
      {...control}
      type="text"
      inputMode={inputModeOf(feature)}
      autoComplete="off"
      value={text}
      onBlur={onLeave}
      onChange={(event) => {
        onChange(event.target.value);
      }}
    />
  );
  return typeof feature.unit === 'string' && feature.unit !== '' ? (
    <span className="affixed">
      {input}
      <span className="affix">{feature.unit}</span>
    </span>
  ) : (
    input
  );
}

/** Number pads on phones have no minus sign, so fields that may need one get the full keyboard. */
function inputModeOf({ type, min }: Feature): 'numeric' | 'decimal' | 'text' {
  if (typeof min !== 'number' || min < 0) {
    return 'text';
  }
  return type === 'integer' ? 'numeric' : 'decimal';
}

function hintOf(feature: Feature): string | undefined {
  const range = feature.type === 'category' || isFlag(feature) ? undefined : rangeOf(feature);
  const parts = [feature.description, range].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? undefined : parts.join(' · ');
}
