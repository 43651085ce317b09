import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { flushSync } from 'react-dom';

import { fieldErrors, type Problem, problemFrom, type Violation } from '../problem/problem';
import { focusFirstInvalid } from './Field';

export type Errors<Values> = Partial<Record<keyof Values & string, string>>;

interface FormOptions<Values, Answer> {
  initial: Values;
  /** Names of the fields; the members of the initial values by default. */
  names?: readonly string[];
  /** JSON pointer of the object in the request's body that holds the fields; the body itself by default. */
  at?: string;
  /** Whether a field is checked as soon as it is left and, after the form was sent, at each change. */
  live?: boolean;
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
  /** Somebody has left a field; a live form checks it from then on. */
  leave: (name: keyof Values & string) => void;
  /** Goes back to the initial values. What was said against those before is gone; a success is still said. */
  clear: () => void;
}

/** What only the owner of all fields can do. */
export interface OwnFormState<Values> extends FormState<Values> {
  /** Replaces all values as clear does. */
  fill: (values: Values) => void;
}

/** The state of a form whose fields are members of the request's body: each violation goes to the field of its pointer. */
export function useForm<Values extends object, Answer>({
  initial,
  names = Object.keys(initial),
  at = '',
  live = false,
  check,
  send,
  done,
}: FormOptions<Values, Answer>): OwnFormState<Values> {
  const [values, setValues] = useState(initial);
  /** Said when the form was sent, by the page or the suite, about values that did not change since. */
  const [said, setSaid] = useState<Errors<Values>>({});
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [submitted, setSubmitted] = useState(false);
  const sending = useMutation({ mutationFn: send });

  const problem = sending.error === null ? undefined : problemFrom(sending.error);
  const rest = problem === undefined ? [] : fieldErrors(problem.violations, at, names).rest;

  const errorsNow = (): Errors<Values> => {
    if (!live) {
      return said;
    }
    const found = check?.(values) ?? {};
    const shown = Object.entries<string | undefined>(found).filter(
      ([name]) => submitted || (left.has(name) && !isBlank(values[name as keyof Values])),
    );
    const good = Object.entries<string | undefined>(said).filter(([name]) => !(name in found));
    return Object.fromEntries([...good, ...shown]) as Errors<Values>;
  };

  const fill = (next: Values) => {
    setValues(next);
    setSaid({});
    setLeft(new Set());
    setSubmitted(false);
  };

  const say = (form: HTMLFormElement, next: Errors<Values>) => {
    flushSync(() => {
      setSubmitted(true);
      setSaid(next);
    });
    focusFirstInvalid(form);
  };

  return {
    values,
    errors: errorsNow(),
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
      setSaid(
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
      say(form, found);
      if (Object.keys(found).length === 0) {
        sending.mutate(values, {
          onSuccess: (given) => done?.(given),
          onError: (error) => {
            say(form, fieldErrors(problemFrom(error).violations, at, names).fields as Errors<Values>);
          },
        });
      }
    },

    leave: (name) => {
      setLeft((before) => new Set([...before, name]));
    },

    fill,

    clear: () => {
      fill(initial);
    },
  };
}

function isBlank(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}
