import type { AnchorHTMLAttributes, MouseEvent } from 'react';

import { navigate } from '../navigation/history';

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string };

/** A link inside the application; a click with a modifier key still opens a tab or window as in any page. */
export function Link({ href, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      navigate(href);
    }
  };
  return <a href={href} onClick={follow} {...rest} />;
}
