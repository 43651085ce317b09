import { type ReactNode, useId } from 'react';

interface PartProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** One matter of a settings page under its own heading. */
export function Part({ title, lead, children }: PartProps) {
  const heading = useId();
  return (
    <section className="card part" aria-labelledby={heading}>
      <div>
        <h2 id={heading}>{title}</h2>
        {lead === undefined ? null : <p className="soft">{lead}</p>}
      </div>
      {children}
    </section>
  );
}
