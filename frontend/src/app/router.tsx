import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from 'react';

/*
 * A few pages and one parameter: the History API alone does it. The gateway answers every path of the application with
 * index.html.
 */
export type Route =
  | { page: 'predict' }
  | { page: 'predictions' }
  | { page: 'prediction'; id: string }
  | { page: 'sign-in' }
  | { page: 'register' }
  | { page: 'forgot-password' }
  | { page: 'reset-password' }
  | { page: 'verify-email' }
  | { page: 'accept-invitation' }
  | { page: 'settings'; section: SettingsSection }
  | { page: 'unknown' };

/** Pages below /settings. */
export const SETTINGS_SECTIONS = [
  'profile',
  'security',
  'api-keys',
  'team',
  'tenants',
  'tenant',
  'audit',
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

export const PATHS = {
  predict: '/',
  predictions: '/predictions',
  prediction: (id: string) => `/predictions/${encodeURIComponent(id)}`,
  signIn: '/sign-in',
  register: '/register',
  forgotPassword: '/forgot-password',
  resetPassword: '/reset-password',
  verifyEmail: '/verify-email',
  acceptInvitation: '/accept-invitation',
  settings: (section: SettingsSection) => `/settings/${section}`,
} as const;

export function routeOf(pathname: string): Route {
  const parts = pathname.split('/').filter((part) => part !== '');
  const [first, second] = parts;
  if (parts.length === 0) {
    return { page: 'predict' };
  }
  if (parts.length === 1) {
    switch (first) {
      case 'predictions':
        return { page: 'predictions' };
      case 'sign-in':
        return { page: 'sign-in' };
      case 'register':
        return { page: 'register' };
      case 'forgot-password':
      case 'reset-password':
      case 'verify-email':
      case 'accept-invitation':
        return { page: first };
      case 'settings':
        return { page: 'settings', section: 'profile' };
      default:
        return { page: 'unknown' };
    }
  }
  if (parts.length === 2 && first === 'settings') {
    const section = SETTINGS_SECTIONS.find((candidate) => candidate === second);
    return section === undefined ? { page: 'unknown' } : { page: 'settings', section };
  }
  if (parts.length === 2 && first === 'predictions' && second !== undefined) {
    try {
      return { page: 'prediction', id: decodeURIComponent(second) };
    } catch {
      return { page: 'unknown' };
    }
  }
  return { page: 'unknown' };
}

export function usePathname(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

export function navigate(path: string, options: { replace?: boolean } = {}): void {
  if (path === window.location.pathname) {
    return;
  }
  if (options.replace === true) {
    window.history.replaceState(null, '', path);
  } else {
    window.history.pushState(null, '', path);
    window.scrollTo(0, 0);
  }
  for (const listener of listeners) {
    listener();
  }
}

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

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}
