import { useQuery } from '@tanstack/react-query';

import { queries, useApi } from '../api/queries';
import { isAdmin } from '../api/roles';
import type { Account } from '../api/types';
import banner from '../design/banner.module.css';
import { classes } from '../design/classes';
import { Link } from '../design/Link';
import { Loaded } from '../design/Loaded';
import { Page } from '../design/Page';
import type { PageName } from '../navigation/paths';
import { SETTINGS_PAGES, type SettingsPage } from './pages';
import styles from './Settings.module.css';

export interface SettingsProps {
  name: PageName | undefined;
  page: SettingsPage;
}

/** The frame of everything about the account and its tenants. */
export function Settings({ name, page }: SettingsProps) {
  const me = useQuery(queries.me(useApi()));
  const admin = isAdmin(me.data);
  return (
    <div className={styles['settings']}>
      <nav aria-label="Settings">
        <ul>
          {SETTINGS_PAGES.filter(([, { access }]) => access !== 'admin' || admin).map(
            ([each, { path, title }]) => (
              <li key={each}>
                <Link href={path} aria-current={each === name ? 'page' : undefined}>
                  {title}
                </Link>
              </li>
            ),
          )}
        </ul>
      </nav>
      <div className={styles['page']}>
        <Loaded query={me} label="Loading your account" rows={4}>
          {(account) => <Admitted key={name} page={page} me={account} />}
        </Loaded>
      </div>
    </div>
  );
}

function Admitted({ page, me }: { page: SettingsPage; me: Account }) {
  if (page.access === 'admin' && !isAdmin(me)) {
    return (
      <Page>
        <p className={classes(banner['banner'], banner['info'])}>
          Only admins and owners of this tenant can view this page. Ask one of them if you need access.
        </p>
      </Page>
    );
  }
  const Shown = page.page;
  return <Shown me={me} />;
}
