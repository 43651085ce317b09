import { useQuery } from '@tanstack/react-query';

import { queries, useApi } from '../api/queries';
import { isAdmin, ROLE_MEANINGS, ROLE_NAMES } from '../api/roles';
import type { Account } from '../api/types';
import { ROLES } from '../api/types';
import layout from '../design/layout.module.css';
import { Page } from '../design/Page';
import { Part } from '../design/Part';
import particulars from '../design/particulars.module.css';
import textStyles from '../design/text.module.css';
import { InvitationsPart } from './InvitationsPart';
import { MembersPart } from './MembersPart';

/** Members, invitations and roles of the tenant. */
export function TeamPage({ me }: { me: Account }) {
  const tenant = useQuery(queries.tenant(useApi()));
  const name = tenant.data?.branding.name;
  return (
    <Page
      lead={
        name === undefined ? 'Members of this tenant and their roles.' : `Members of ${name} and their roles.`
      }
    >
      <div className={layout['parts']}>
        <MembersPart me={me} personal={tenant.data?.personal ?? false} />
        {isAdmin(me) ? (
          <InvitationsPart me={me} />
        ) : (
          <p className={textStyles['soft']}>Admins and owners can invite members and change roles.</p>
        )}
        <Part title="Roles">
          <dl className={particulars['particulars']}>
            {ROLES.map((role) => (
              <div key={role}>
                <dt>{ROLE_NAMES[role]}</dt>
                <dd>{ROLE_MEANINGS[role]}</dd>
              </div>
            ))}
          </dl>
        </Part>
      </div>
    </Page>
  );
}
