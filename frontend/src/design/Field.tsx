import { type ReactNode, useId } from 'react';

import { classes } from './classes';
import styles from './Field.module.css';
import textStyles from './text.module.css';

export interface ControlProps {
  id: string;
  name: string;
  'aria-invalid'?: true;
  'aria-describedby'?: string;
  'aria-required'?: true;
}

interface FieldProps {
  name: string;
  label: string;
  /** Whether a value is required, which the label shows. If undefined, the label shows neither. */
  required?: boolean;
  hint?: ReactNode;
  /** A warning about an unusual but valid value. */
  notice?: string | undefined;
  error?: string | undefined;
  children: (control: ControlProps) => ReactNode;
}

/** A labelled control with its hint and its error; hands the control the attributes that tie them together. */
export function Field({ name, label, required, hint, notice, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? notice;
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const noteId = note === undefined ? undefined : `${id}-note`;
  const describedBy = [noteId, hintId].filter((part) => part !== undefined).join(' ');
  return (
    <div className={styles['field']} data-invalid={error === undefined ? undefined : ''}>
      <label htmlFor={id}>
        {label}
        {required === true ? (
          <span className={styles['required']} aria-hidden="true">
            {' '}
            *
          </span>
        ) : null}
        {required === false ? <span className={styles['optional']}> (optional)</span> : null}
      </label>
      {children({
        id,
        name,
        ...(error === undefined ? {} : { 'aria-invalid': true as const }),
        ...(describedBy === '' ? {} : { 'aria-describedby': describedBy }),
        ...(required === true ? { 'aria-required': true as const } : {}),
      })}
      {note === undefined ? null : (
        <p
          className={
            error === undefined
              ? classes(textStyles['note'], textStyles['notice'])
              : classes(textStyles['note'], textStyles['error'])
          }
          id={noteId}
        >
          {note}
        </p>
      )}
      {hint === undefined ? null : (
        <p className={textStyles['note']} id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** Moves the focus to the first control of a form that is marked as invalid. */
export function focusFirstInvalid(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
