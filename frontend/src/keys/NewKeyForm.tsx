import { useApi } from '../api/queries';
import type { CreatedApiKey } from '../api/types';
import choiceStyles from '../design/choice.module.css';
import { classes } from '../design/classes';
import { Field } from '../design/Field';
import { Form, TextField } from '../design/Form';
import textStyles from '../design/text.module.css';
import { type Errors, useForm } from '../design/useForm';
import { expiryOf, LIVES, type Scope, SCOPE_MEANINGS, SCOPES, USUAL_LIFE } from './scopes';

const LONGEST_NAME = 100;

interface NewKeyValues {
  name: string;
  scopes: Scope[];
  /** In days; named after what the suite calls its end. */
  expiresAt: string;
}

function check({ name, scopes }: NewKeyValues): Errors<NewKeyValues> {
  return {
    ...(name.trim() === ''
      ? { name: 'Enter a name for the API key.' }
      : name.length > LONGEST_NAME
        ? { name: `Use at most ${LONGEST_NAME} characters.` }
        : {}),
    ...(scopes.length === 0 ? { scopes: 'Choose at least one scope.' } : {}),
  };
}

export function NewKeyForm({ done, cancel }: { done: (key: CreatedApiKey) => void; cancel: () => void }) {
  const api = useApi();
  const initial: NewKeyValues = { name: '', scopes: ['infer'], expiresAt: String(USUAL_LIFE) };
  const form = useForm({
    initial,
    check,
    send: ({ name, scopes, expiresAt }) =>
      api.keys.create({ name: name.trim(), scopes, expiresAt: expiryOf(Number(expiresAt), new Date()) }),
    done,
  });
  return (
    <Form form={form} action="Create API key" working="Creating…" cancel={cancel}>
      <TextField
        form={form}
        name="name"
        label="Name"
        hint="What the API key is for, such as “nightly batch”."
        input={{ autoComplete: 'off' }}
      />
      <ScopeFields
        scopes={form.values.scopes}
        error={form.errors.scopes}
        choose={(scopes) => {
          form.set({ scopes });
        }}
      />
      <Field name="expiresAt" label="Expires in" error={form.errors.expiresAt}>
        {(control) => (
          <select
            {...control}
            value={form.values.expiresAt}
            onChange={(event) => {
              form.set({ expiresAt: event.target.value });
            }}
          >
            {LIVES.map((days) => (
              <option key={days} value={days}>
                {days} days
              </option>
            ))}
          </select>
        )}
      </Field>
    </Form>
  );
}

interface ScopeFieldsProps {
  scopes: Scope[];
  error: string | undefined;
  choose: (scopes: Scope[]) => void;
}

function ScopeFields({ scopes, error, choose }: ScopeFieldsProps) {
  return (
    <fieldset
      className={choiceStyles['choices']}
      aria-describedby={error === undefined ? undefined : 'scopes-error'}
    >
      <legend>Scopes</legend>
      {SCOPES.map((scope) => (
        <label key={scope} className={choiceStyles['choice']}>
          <input
            type="checkbox"
            name="scopes"
            {...(error === undefined ? {} : { 'aria-invalid': true as const })}
            checked={scopes.includes(scope)}
            onChange={(event) => {
              choose(
                event.target.checked ? [...scopes, scope] : scopes.filter((candidate) => candidate !== scope),
              );
            }}
          />
          <span>
            <strong>{scope}</strong> <span className={textStyles['soft']}>{SCOPE_MEANINGS[scope]}</span>
          </span>
        </label>
      ))}
      {error === undefined ? null : (
        <p className={classes(textStyles['note'], textStyles['error'])} id="scopes-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
