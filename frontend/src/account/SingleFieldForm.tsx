import type { InputHTMLAttributes } from 'react';

import { Form, TextField } from '../design/Form';
import { useForm } from '../design/useForm';

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
  const initial: Record<string, string> = { [name]: '' };
  const form = useForm({
    initial,
    check: ({ [name]: value = '' }) => {
      const wrong = check(value);
      return wrong === undefined ? {} : { [name]: wrong };
    },
    send: ({ [name]: value = '' }) => submit(value),
  });
  return (
    <Form form={form} action={action} working={working} wide>
      <TextField form={form} name={name} label={label} hint={hint} input={input} />
    </Form>
  );
}
