import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

import { fieldErrors, problemFrom } from '../problem/problem';
import type { Credentials } from '../api/types';
import { Field, focusFirstInvalid } from '../design/Field';
import { ProblemBanner } from '../design/ProblemBanner';
import { checkCredentials, type CredentialErrors } from '../api/credentials';

interface CredentialsFormProps {
  action: string;
  working: string;
  passwordHint?: string;
  autoComplete: 'new-password' | 'current-password';
  submit: (credentials: Credentials) => Promise<void>;
}

/** Email address and password: the form to register and to sign in. */
export function CredentialsForm({
  action,
  working,
  passwordHint,
  autoComplete,
  submit,
}: CredentialsFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [errors, setErrors] = useState<CredentialErrors>({});
  const sending = useMutation({ mutationFn: submit });

  const problem = sending.error === null ? undefined : problemFrom(sending.error);
  const rest = problem === undefined ? [] : fieldErrors(problem.violations, '', ['email', 'password']).rest;
  // A problem that fields show in full needs no banner above them.
  const banner = problem !== undefined && (problem.violations.length === 0 || rest.length > 0);

  const show = (next: CredentialErrors) => {
    flushSync(() => {
      setErrors(next);
    });
    focusFirstInvalid(form.current);
  };

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (sending.isPending) {
      return;
    }
    const credentials = { email: email.trim(), password };
    const found = checkCredentials(credentials);
    sending.reset();
    show(found);
    if (Object.keys(found).length === 0) {
      sending.mutate(credentials, {
        onError: (error) => {
          show(fieldErrors(problemFrom(error).violations, '', ['email', 'password']).fields);
        },
      });
    }
  };

  return (
    <form ref={form} className="stack" noValidate onSubmit={onSubmit}>
      {banner ? <ProblemBanner problem={problem} violations={rest} /> : null}
      <Field name="email" label="Email address" error={errors.email}>
        {(control) => (
          <input
            {...control}
            type="email"
            required
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={email}
            onChange={(event) => {
              setEmail(event.target.value);
            }}
          />
        )}
      </Field>
      <Field name="password" label="Password" hint={passwordHint} error={errors.password}>
        {(control) => (
          <span className="affixed">
            <input
              {...control}
              required
              type={shown ? 'text' : 'password'}
              autoComplete={autoComplete}
              value={password}
              onChange={(event) => {
                setPassword(event.target.value);
              }}
            />
            <button
              type="button"
              className="affix-button"
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
      <button type="submit" className="button primary wide" aria-disabled={sending.isPending}>
        {sending.isPending ? working : action}
      </button>
    </form>
  );
}
