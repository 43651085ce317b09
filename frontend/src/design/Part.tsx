import { type ReactNode, useId } from 'react';

import { classes } from './classes';
import layout from './layout.module.css';
import styles from './Part.module.css';
import textStyles from './text.module.css';

interface PartProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** One matter of a settings page under its own heading. */
export function Part({ title, lead, children }: PartProps) {
  const heading = useId();
  return (
    <section className={classes(layout['card'], styles['part'])} aria-labelledby={heading}>
      <div>
        <h2 id={heading}>{title}</h2>
        {lead === undefined ? null : <p className={textStyles['soft']}>{lead}</p>}
      </div>
      {children}
    </section>
  );
}
