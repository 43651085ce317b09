import { createContext, type RefObject, useContext, useEffect, useRef } from 'react';

const TitleContext = createContext<string | undefined>(undefined);

/** Tells the page inside its title. */
export const PageTitle = TitleContext.Provider;

let firstPage = true;

/**
 * Names the document after the page and moves the focus to its heading, save on the very first page.
 *
 * @param own title of a step of a page, instead of the page's
 */
export function usePageTitle(own?: string): { title: string; heading: RefObject<HTMLHeadingElement | null> } {
  const told = useContext(TitleContext);
  const title = own ?? told;
  if (title === undefined) {
    throw new Error('usePageTitle needs a PageTitle around it');
  }
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
  return { title, heading };
}
