import './settings.css';

import { useQuery } from '@tanstack/react-query';

import { problemFrom } from '../api/problem';
import { queries, useApi } from '../api/queries';
import type { Account } from '../api/types';
import { ProfilePage } from '../account/ProfilePage';
import { SecurityPage } from '../account/SecurityPage';
import { Page } from '../app/Page';
import { Link, PATHS, type SettingsSection } from '../app/router';
import { AuditPage } from '../audit/AuditPage';
import { ProblemBanner } from '../design/ProblemBanner';
import { Skeleton } from '../design/Skeleton';
import { KeysPage } from '../keys/KeysPage';
import { isAdmin } from '../tenant/roles';
import { TeamPage } from '../tenant/TeamPage';
import { TenantPage } from '../tenant/TenantPage';
import { TenantsPage } from '../tenant/TenantsPage';

const NAMES: Readonly<Record<SettingsSection, string>> = {
  profile: 'Profile',
  security: 'Security',
  'api-keys': 'API keys',
  team: 'Team',
  tenants: 'Tenants',
  tenant: 'Tenant settings',
  audit: 'Audit log',
};

const FOR_ADMINS: readonly SettingsSection[] = ['tenant', 'audit'];

/** Everything about the account and its tenants, fetched as one part of the application. */
export default function Settings({ section }: { section: SettingsSection }) {
  const me = useQuery(queries.me(useApi()));
  const admin = isAdmin(me.data);
  const sections = (Object.keys(NAMES) as SettingsSection[]).filter(
    (each) => admin || !FOR_ADMINS.includes(each),
  );
  return (
    <div className="settings">
      <nav aria-label="Settings">
        <ul>
          {sections.map((each) => (
            <li key={each}>
              <Link href={PATHS.settings(each)} aria-current={each === section ? 'page' : undefined}>
                {NAMES[each]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="settings-page">
        {me.data !== undefined ? (
          <Section key={section} section={section} me={me.data} />
        ) : me.isError ? (
          <ProblemBanner problem={problemFrom(me.error)} onRetry={() => void me.refetch()} />
        ) : (
          <Skeleton label="Loading your account" rows={4} />
        )}
      </div>
    </div>
  );
}

function Section({ section, me }: { section: SettingsSection; me: Account }) {
  if (FOR_ADMINS.includes(section) && !isAdmin(me)) {
    return (
      <Page title={NAMES[section]}>
        <p className="banner info">
          Only admins and owners of this tenant can view this page. Ask one of them if you need access.
        </p>
      </Page>
    );
  }
  switch (section) {
    case 'profile':
      return <ProfilePage me={me} />;
    case 'security':
      return <SecurityPage />;
    case 'api-keys':
      return <KeysPage me={me} />;
    case 'team':
      return <TeamPage me={me} />;
    case 'tenants':
      return <TenantsPage />;
    case 'tenant':
      return <TenantPage />;
    case 'audit':
      return <AuditPage />;
  }
}
