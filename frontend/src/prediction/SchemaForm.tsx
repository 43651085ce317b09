import type { Feature } from '../api/types';
import { button } from '../design/button';
import { classes } from '../design/classes';
import { type ControlProps, Field } from '../design/Field';
import fieldStyles from '../design/Field.module.css';
import layout from '../design/layout.module.css';
import { ProblemBanner } from '../design/ProblemBanner';
import textStyles from '../design/text.module.css';
import { useForm } from '../design/useForm';
import { words } from '../format/format';
import { ImageInput } from './ImageInput';
import { check, checkAll, type Draft, exampleOf, groupsOf, isFlag, isPrepared, rangeOf } from './schema';
import styles from './SchemaForm.module.css';

export type Values = Record<string, number | string>;

interface SchemaFormProps {
  features: Feature[];
  send: (values: Values) => Promise<unknown>;
  onChange: (values: Values) => void;
}

/** A form built from a model's schema. Typed values survive a change to another version of the same model. */
export function SchemaForm({ features, send, onChange }: SchemaFormProps) {
  const initial: Draft = {};
  const form = useForm({
    initial,
    names: features.map(({ name }) => name),
    at: '/features',
    live: true,
    check: (draft) => checkAll(features, draft).errors,
    send: (draft) => {
      const { values } = checkAll(features, draft);
      onChange(values);
      return send(values);
    },
  });
  const draft = form.values;

  const noteOf = (feature: Feature): { error?: string; notice?: string } => {
    const error = form.errors[feature.name];
    if (error !== undefined) {
      return { error };
    }
    const checked = check(feature, draft[feature.name]);
    return checked.kind === 'value' && checked.notice !== undefined ? { notice: checked.notice } : {};
  };
  const errorCount = features.filter(({ name }) => form.errors[name] !== undefined).length;

  const fill = (next: Draft) => {
    form.fill(next);
    onChange(checkAll(features, next).values);
  };

  return (
    <form
      className={classes(layout['card'], layout['stack'])}
      noValidate
      onSubmit={form.onSubmit}
      aria-label="Input"
    >
      <div className={styles['formHead']}>
        <p className={textStyles['soft']}>
          <span className={fieldStyles['required']} aria-hidden="true">
            *
          </span>{' '}
          Required
        </p>
        <div className={layout['row']}>
          <button
            type="button"
            className={button('small')}
            onClick={() => {
              fill(exampleOf(features));
            }}
          >
            Use example values
          </button>
          <button
            type="button"
            className={button('small', 'quiet')}
            onClick={() => {
              fill({});
            }}
          >
            Clear
          </button>
        </div>
      </div>
      {groupsOf(features).map((group) => (
        <fieldset key={group.title}>
          <legend>{group.title}</legend>
          <div
            className={
              group.features.some(isPrepared) ? classes(styles['fields'], styles['wide']) : styles['fields']
            }
          >
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
                      form.set({ [feature.name]: text });
                      onChange(checkAll(features, { ...draft, [feature.name]: text }).values);
                    }}
                    onLeave={() => {
                      form.leave(feature.name);
                    }}
                  />
                )}
              </Field>
            ))}
          </div>
        </fieldset>
      ))}
      {form.trouble === undefined ? null : (
        <ProblemBanner problem={form.trouble.problem} violations={form.trouble.violations} />
      )}
      <div className={styles['formFoot']}>
        <button type="submit" className={button('primary')} aria-disabled={form.pending}>
          {form.pending ? 'Predicting…' : 'Predict'}
        </button>
        <p className={styles['errorCount']} role="status">
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
    <span className={fieldStyles['affixed']}>
      {input}
      <span className={fieldStyles['affix']}>{feature.unit}</span>
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
