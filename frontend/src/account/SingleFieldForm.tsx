import { useMutation } from '@tanstack/react-query';
import { type InputHTMLAttributes, type SyntheticEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

import { fieldErrors, problemFrom } from '../problem/problem';
import { Field, focusFirstInvalid } from '../design/Field';
import { ProblemBanner } from '../design/ProblemBanner';

interface SingleFieldFormProps {
  name: string;
  label: string;
  hint?: string;
  input: InputHTMLAttributes<HTMLInputElement>;
  action: string;
  working: string;
  /** The error for this value, or undefined. */
  check: (value: string) => string | undefined;
  submit: (value: string) => Promise<void>;
}

/** One value and a button: an address, a new password, a code. */
export function SingleFieldForm({
  name,
  label,
  hint,
  input,
  action,
  working,
  check,
  submit,
}: SingleFieldFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [value, setValue] = useState('');
  const [error, setError] = useState<string>();
  const sending = useMutation({ mutationFn: submit });

  const problem = sending.error === null ? undefined : problemFrom(sending.error);
  const rest = problem === undefined ? [] : fieldErrors(problem.violations, '', [name]).rest;
  const banner = problem !== undefined && (problem.violations.length === 0 || rest.length > 0);

  const show = (next: string | undefined) => {
    flushSync(() => {
      setError(next);
    });
    focusFirstInvalid(form.current);
  };

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (sending.isPending) {
      return;
    }
    const found = check(value);
    sending.reset();
    show(found);
    if (found === undefined) {
      sending.mutate(value, {
        onError: (failure) => {
          show(fieldErrors(problemFrom(failure).violations, '', [name]).fields[name]);
        },
      });
    }
  };

  return (
    <form ref={form} className="stack" noValidate onSubmit={onSubmit}>
      {banner ? <ProblemBanner problem={problem} violations={rest} /> : null}
      <Field name={name} label={label} hint={hint} error={error}>
        {(control) => (
          <input
            {...control}
            {...input}
            required
            value={value}
            onChange={(event) => {
              setValue(event.target.value);
            }}
          />
        )}
      </Field>
      <button type="submit" className="button primary wide" aria-disabled={sending.isPending}>
        {sending.isPending ? working : action}
      </button>
    </form>
  );
}
