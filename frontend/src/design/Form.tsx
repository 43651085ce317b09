import type { InputHTMLAttributes, ReactNode } from 'react';

import { button } from './button';
import { Field } from './Field';
import layout from './layout.module.css';
import { ProblemBanner } from './ProblemBanner';
import { Said } from './Said';
import type { FormState } from './useForm';

interface FormProps<Values> {
  form: FormState<Values>;
  action: string;
  working: string;
  /** Whether the action deletes something permanently. */
  danger?: boolean;
  /** Message after success, shown until a value changes. */
  success?: string;
  /** Offers to leave the form without doing anything. */
  cancel?: () => void;
  /** Whether the button is as wide as the fields, as on pages that are only a form. Their success is another page. */
  wide?: boolean;
  children: ReactNode;
}

/** A form with errors above its fields, and its button and result below. */
export function Form<Values>({
  form,
  action,
  working,
  danger = false,
  success,
  cancel,
  wide = false,
  children,
}: FormProps<Values>) {
  return (
    <form className={layout['stack']} noValidate onSubmit={form.onSubmit}>
      {form.trouble === undefined ? null : (
        <ProblemBanner problem={form.trouble.problem} violations={form.trouble.violations} />
      )}
      {children}
      {wide ? (
        <button type="submit" className={button('primary', 'wide')} aria-disabled={form.pending}>
          {form.pending ? working : action}
        </button>
      ) : (
        <div className={layout['actions']}>
          <button
            type="submit"
            className={danger ? button('danger') : button('primary')}
            aria-disabled={form.pending}
          >
            {form.pending ? working : action}
          </button>
          {cancel === undefined ? null : (
            <button type="button" className={button()} onClick={cancel}>
              Cancel
            </button>
          )}
          <Said text={form.succeeded && success !== undefined ? success : ''} />
        </div>
      )}
    </form>
  );
}

type TextNames<Values> = {
  [Name in keyof Values]: Values[Name] extends string ? Name : never;
}[keyof Values] &
  string;

interface TextFieldProps<Values> {
  form: FormState<Values>;
  name: TextNames<Values>;
  label: string;
  hint?: ReactNode;
  optional?: boolean;
  input?: InputHTMLAttributes<HTMLInputElement>;
}

/** A field of a form that holds text. */
export function TextField<Values>({ form, name, label, hint, optional, input }: TextFieldProps<Values>) {
  return (
    <Field
      name={name}
      label={label}
      hint={hint}
      error={form.errors[name]}
      {...(optional === true ? { required: false } : {})}
    >
      {(control) => (
        <input
          {...control}
          {...input}
          required={optional !== true}
          value={form.values[name] as string}
          onChange={(event) => {
            form.set({ [name]: event.target.value } as unknown as Partial<Values>);
          }}
        />
      )}
    </Field>
  );
}
