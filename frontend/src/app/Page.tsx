import { type ReactNode, useEffect, useRef } from 'react';

interface PageProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page under its heading. The heading takes the focus after a change of page, so that screen readers announce it. */
export function Page({ title, lead, actions, children }: PageProps) {
  const heading = usePageTitle(title);
  return (
    <>
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead === undefined ? null : <p className="lead">{lead}</p>}
        </div>
        {actions}
      </header>
      {children}
    </>
  );
}

let firstPage = true;

/** Names the document after the page and moves the focus to its heading, save on the very first page. */
export function usePageTitle(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Auspex`;
  }, [title]);
  useEffect(() => {
    if (!firstPage) {
      heading.current?.focus({ preventScroll: true });
    }
    firstPage = false;
  }, []);
  return heading;
}
