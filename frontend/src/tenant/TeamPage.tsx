import { useQuery } from '@tanstack/react-query';

import { queries, useApi } from '../api/queries';
import type { Account } from '../api/types';
import { Page } from '../app/Page';
import { InvitationsPart } from './InvitationsPart';
import { MembersPart } from './MembersPart';
import { isAdmin, ROLE_MEANINGS } from './roles';
import { Part } from '../settings/Part';
import { ROLES } from '../api/types';

/** Who works in the tenant. */
export function TeamPage({ me }: { me: Account }) {
  const tenant = useQuery(queries.tenant(useApi()));
  const name = tenant.data?.branding.name;
  return (
    <Page title="Team" lead={name === undefined ? 'Who works in this tenant.' : `Who works in ${name}.`}>
      <div className="parts">
        <MembersPart me={me} personal={tenant.data?.personal ?? false} />
        {isAdmin(me) ? (
          <InvitationsPart me={me} />
        ) : (
          <p className="soft">Admins and owners invite others and change roles.</p>
        )}
        <Part title="Roles">
          <dl className="particulars">
            {ROLES.map((role) => (
              <div key={role}>
                <dt>{role}</dt>
                <dd>{ROLE_MEANINGS[role]}</dd>
              </div>
            ))}
          </dl>
        </Part>
      </div>
    </Page>
  );
}
