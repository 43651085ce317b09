import { useState } from 'react';

import { checkCredentials } from '../api/credentials';
import type { Credentials } from '../api/types';
import { Field } from '../design/Field';
import fieldStyles from '../design/Field.module.css';
import { Form, TextField } from '../design/Form';
import { useForm } from '../design/useForm';

interface CredentialsFormProps {
  action: string;
  working: string;
  passwordHint?: string;
  autoComplete: 'new-password' | 'current-password';
  submit: (credentials: Credentials) => Promise<void>;
}

const EMPTY: Credentials = { email: '', password: '' };

/** Email address and password: the form to register and to sign in. */
export function CredentialsForm({
  action,
  working,
  passwordHint,
  autoComplete,
  submit,
}: CredentialsFormProps) {
  const [shown, setShown] = useState(false);
  const form = useForm({
    initial: EMPTY,
    check: checkCredentials,
    send: ({ email, password }) => submit({ email: email.trim(), password }),
  });
  return (
    <Form form={form} action={action} working={working} wide>
      <TextField
        form={form}
        name="email"
        label="Email address"
        input={{ type: 'email', autoComplete: 'username', autoCapitalize: 'none', spellCheck: false }}
      />
      <Field name="password" label="Password" hint={passwordHint} error={form.errors.password}>
        {(control) => (
          <span className={fieldStyles['affixed']}>
            <input
              {...control}
              required
              type={shown ? 'text' : 'password'}
              autoComplete={autoComplete}
              value={form.values.password}
              onChange={(event) => {
                form.set({ password: event.target.value });
              }}
            />
            <button
              type="button"
              className={fieldStyles['affixButton']}
              aria-label={shown ? 'Hide password' : 'Show password'}
              onClick={() => {
                setShown(!shown);
              }}
            >
              {shown ? 'Hide' : 'Show'}
            </button>
          </span>
        )}
      </Field>
    </Form>
  );
}
