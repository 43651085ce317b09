import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useLayoutEffect } from 'react';

import { queries, useApi } from '../api/queries';
import { button } from '../design/button';
import { Link } from '../design/Link';
import { Wordmark } from '../design/Mark';
import { ThemeToggle } from '../design/ThemeToggle';
import { pngAddress } from '../format/pngAddress';
import { navigate } from '../navigation/history';
import { PATHS, type PageName } from '../navigation/paths';
import { ALL_PAGES, type AnyPage, PAGES } from './pages';
import styles from './Shell.module.css';
import { TenantSwitch } from './TenantSwitch';

const MENU = ALL_PAGES.filter(([, { menu }]) => menu !== undefined);

/** The frame around every page for a signed-in person. */
export function Shell({ page, children }: { page: PageName | undefined; children: ReactNode }) {
  const api = useApi();
  const client = useQueryClient();
  const me = useQuery(queries.me(api));
  const branding = useQuery(queries.tenant(api)).data?.branding;
  const logo = branding?.logo == null ? undefined : pngAddress(branding.logo);
  useTenantColour(branding?.colour);

  const signOut = () => {
    navigate(PATHS.signIn);
    // If this fails, the sign-in page says so and offers to sign out again.
    api.signOut().catch(() => undefined);
    client.clear();
  };

  return (
    <>
      <a className={styles['skip']} href="#content">
        Skip to content
      </a>
      <header className={styles['bar']}>
        <div className={styles['inner']}>
          <Link className={styles['home']} href={PATHS.predict} aria-label="Auspex home">
            <Wordmark logo={logo} />
          </Link>
          <nav aria-label="Main">
            <ul>
              {MENU.map(([name, { menu, path }]) => (
                <li key={name}>
                  <Link href={path} aria-current={currentOf(name, page)}>
                    {menu}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <TenantSwitch email={me.data?.email} />
          <div className={styles['end']}>
            <span className={styles['who']} title={me.data?.email}>
              {me.data?.displayName ?? me.data?.email}
            </span>
            <ThemeToggle />
            <button type="button" className={button('quiet')} onClick={signOut}>
              Sign out
            </button>
          </div>
        </div>
      </header>
      <main id="content" className={styles['content']} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** How an entry of the menu stands to the page that is shown: is it, leads to where it belongs, or neither. */
function currentOf(entry: PageName, shown: PageName | undefined): 'page' | 'true' | undefined {
  if (shown === undefined) {
    return undefined;
  }
  const { frame, under }: AnyPage = PAGES[shown];
  if (entry === shown) {
    // Another menu says which of the settings it is.
    return frame === 'settings' ? 'true' : 'page';
  }
  return entry === under ? 'true' : undefined;
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
