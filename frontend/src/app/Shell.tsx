import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { queries, useApi } from '../api/queries';
import { Wordmark } from '../design/Mark';
import { ThemeToggle } from '../design/ThemeToggle';
import { Link, navigate, PATHS, type Route } from './router';

/** What surrounds every page of a signed-in person. */
export function Shell({ page, children }: { page: Route['page']; children: ReactNode }) {
  const api = useApi();
  const client = useQueryClient();
  const me = useQuery(queries.me(api));

  const signOut = () => {
    navigate(PATHS.signIn);
    api.signOut().catch((error: unknown) => {
      // The page has forgotten the session; only its cookie outlives it, which no script can take away.
      console.warn('The suite could not be told of the sign-out.', error);
    });
    client.clear();
  };

  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="bar">
        <div className="bar-inner">
          <Link className="home" href={PATHS.predict} aria-label="Auspex, home">
            <Wordmark />
          </Link>
          <nav aria-label="Pages">
            <ul>
              <li>
                <Link href={PATHS.predict} aria-current={page === 'predict' ? 'page' : undefined}>
                  Predict
                </Link>
              </li>
              <li>
                <Link
                  href={PATHS.predictions}
                  aria-current={page === 'predictions' ? 'page' : page === 'prediction' ? 'true' : undefined}
                >
                  Predictions
                </Link>
              </li>
            </ul>
          </nav>
          <div className="bar-end">
            <span className="who">{me.data?.email}</span>
            <ThemeToggle />
            <button type="button" className="button quiet" onClick={signOut}>
              Sign out
            </button>
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
