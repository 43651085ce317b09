import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

/** Read by public/theme.js before the first paint. */
const KEY = 'auspex.theme';

const listeners = new Set<() => void>();

/** The theme in force: the chosen one, or else the system's. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current);
}

/** Changes to the other theme. Where that is the system's own, the choice is forgotten, and the system leads again. */
export function toggleTheme(): void {
  const next: Theme = current() === 'dark' ? 'light' : 'dark';
  if (next === system()) {
    delete document.documentElement.dataset['theme'];
    store(undefined);
  } else {
    document.documentElement.dataset['theme'] = next;
    store(next);
  }
  for (const listener of listeners) {
    listener();
  }
}

function current(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : system();
}

function system(): Theme {
  return darkSystem().matches ? 'dark' : 'light';
}

function darkSystem(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)');
}

function subscribe(listener: () => void): () => void {
  const query = darkSystem();
  listeners.add(listener);
  query.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    query.removeEventListener('change', listener);
  };
}

function store(theme: Theme | undefined): void {
  try {
    if (theme === undefined) {
      localStorage.removeItem(KEY);
    } else {
      localStorage.setItem(KEY, theme);
    }
  } catch {
    // Storage is barred: the choice holds until the page is left.
  }
}
