import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { flushSync } from 'react-dom';

import { fieldErrors, type Problem, problemFrom, type Violation } from '../problem/problem';
import { focusFirstInvalid } from './Field';

export type Errors<Values> = Partial<Record<keyof Values & string, string>>;

interface FormOptions<Values, Answer> {
  initial: Values;
  /** What the page can tell before it asks the suite. */
  check?: (values: Values) => Errors<Values>;
  send: (values: Values) => Promise<Answer>;
  done?: (answer: Answer) => void;
}

export interface FormState<Values> {
  values: Values;
  set: (change: Partial<Values>) => void;
  errors: Errors<Values>;
  pending: boolean;
  /** Whether the last attempt succeeded and nothing was changed since. */
  succeeded: boolean;
  /** What no field shows: a whole problem, or its violations that no field stands for. */
  trouble: { problem: Problem; violations: Violation[] } | undefined;
  onSubmit: (event: SyntheticEvent<HTMLFormElement>) => void;
  /** Empties the fields after a success, which is still said. */
  clear: () => void;
}

/** The state of a form whose fields are members of the request's body: each violation goes to the field of its pointer. */
export function useForm<Values extends object, Answer>({
  initial,
  check,
  send,
  done,
}: FormOptions<Values, Answer>): FormState<Values> {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Errors<Values>>({});
  const sending = useMutation({ mutationFn: send });
  const names = Object.keys(initial);

  const problem = sending.error === null ? undefined : problemFrom(sending.error);
  const rest = problem === undefined ? [] : fieldErrors(problem.violations, '', names).rest;

  const show = (form: HTMLFormElement, next: Errors<Values>) => {
    flushSync(() => {
      setErrors(next);
    });
    focusFirstInvalid(form);
  };

  return {
    values,
    errors,
    pending: sending.isPending,
    succeeded: sending.isSuccess,
    // A problem that fields show in full needs no banner above them.
    trouble:
      problem !== undefined && (problem.violations.length === 0 || rest.length > 0)
        ? { problem, violations: rest }
        : undefined,

    set: (change) => {
      setValues((before) => ({ ...before, ...change }));
      // What was said against the value before.
      setErrors(
        (before) =>
          Object.fromEntries(Object.entries(before).filter(([name]) => !(name in change))) as Errors<Values>,
      );
      if (sending.isSuccess) {
        sending.reset();
      }
    },

    onSubmit: (event) => {
      event.preventDefault();
      if (sending.isPending) {
        return;
      }
      const form = event.currentTarget;
      const found = check?.(values) ?? {};
      sending.reset();
      show(form, found);
      if (Object.keys(found).length === 0) {
        sending.mutate(values, {
          onSuccess: (given) => done?.(given),
          onError: (error) => {
            show(form, fieldErrors(problemFrom(error).violations, '', names).fields as Errors<Values>);
          },
        });
      }
    },

    clear: () => {
      setValues(initial);
    },
  };
}
