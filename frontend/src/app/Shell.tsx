import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useLayoutEffect } from 'react';

import { queries, useApi } from '../api/queries';
import { Mark } from '../design/Mark';
import { ThemeToggle } from '../design/ThemeToggle';
import { logoAddress } from '../tenant/logoAddress';
import { Link, navigate, PATHS, type Route } from './router';
import { TenantSwitch } from './TenantSwitch';

/** The frame around every page for a signed-in person. */
export function Shell({ page, children }: { page: Route['page']; children: ReactNode }) {
  const api = useApi();
  const client = useQueryClient();
  const me = useQuery(queries.me(api));
  const branding = useQuery(queries.tenant(api)).data?.branding;
  const logo = branding?.logo == null ? undefined : logoAddress(branding.logo);
  useTenantColour(branding?.colour);

  const signOut = () => {
    navigate(PATHS.signIn);
    // If this fails, the sign-in page says so and offers to sign out again.
    api.signOut().catch(() => undefined);
    client.clear();
  };

  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="bar">
        <div className="bar-inner">
          <Link className="home" href={PATHS.predict} aria-label="Auspex home">
            <span className="wordmark">
              {logo === undefined ? <Mark /> : <img className="mark" src={logo} alt="" />}
              <span>Auspex</span>
            </span>
          </Link>
          <nav aria-label="Main">
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
              <li>
                <Link
                  href={PATHS.settings('profile')}
                  aria-current={page === 'settings' ? 'true' : undefined}
                >
                  Settings
                </Link>
              </li>
            </ul>
          </nav>
          <TenantSwitch email={me.data?.email} />
          <div className="bar-end">
            <span className="who" title={me.data?.email}>
              {me.data?.displayName ?? me.data?.email}
            </span>
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

/**
 * Gives the tenant's colour to the style sheet, which uses it for marks that carry no text: whatever it is, all words stay
 * readable.
 */
function useTenantColour(colour: string | null | undefined) {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    if (colour != null) {
      style.setProperty('--tenant', colour);
    }
    return () => {
      style.removeProperty('--tenant');
    };
  }, [colour]);
}
