import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import { givable, manages, ROLE_NAMES, roleName, roleOf } from '../api/roles';
import type { Account, Member, Role } from '../api/types';
import { button } from '../design/button';
import { ConfirmDialog } from '../design/ConfirmDialog';
import { Loaded } from '../design/Loaded';
import { Part } from '../design/Part';
import rowStyles from '../design/rows.module.css';
import { Tag } from '../design/Tag';
import { moment } from '../format/format';
import { navigate } from '../navigation/history';
import { PATHS } from '../navigation/paths';

type Question =
  { kind: 'role'; member: Member; role: Role } | { kind: 'remove'; member: Member } | { kind: 'leave' };

interface MembersPartProps {
  me: Account;
  /** Whether the tenant is the personal tenant of its owner, who cannot be removed. */
  personal: boolean;
}

export function MembersPart({ me, personal }: MembersPartProps) {
  const api = useApi();
  const members = useQuery(queries.members(api));
  const [question, setQuestion] = useState<Question>();
  return (
    <Part title="Members">
      <Loaded query={members} label="Loading members">
        {(all) => (
          <ul className={rowStyles['rows']} aria-label="Members">
            {all.map((member) => (
              <MemberRow
                key={member.accountId}
                member={member}
                me={me}
                personal={personal}
                ask={setQuestion}
              />
            ))}
          </ul>
        )}
      </Loaded>
      {question === undefined ? null : (
        <MemberQuestion
          question={question}
          me={me}
          close={() => {
            setQuestion(undefined);
          }}
        />
      )}
    </Part>
  );
}

interface MemberRowProps {
  member: Member;
  me: Account;
  personal: boolean;
  ask: (question: Question) => void;
}

function MemberRow({ member, me, personal, ask }: MemberRowProps) {
  const own = member.accountId === me.id;
  const role = roleOf(me);
  const managed = !own && manages(role, member.role);
  const name = member.displayName ?? member.email;
  return (
    <li className={rowStyles['item']}>
      <div>
        <p className={rowStyles['title']}>
          {name} {own ? <Tag kind="good">You</Tag> : null}{' '}
          {managed ? null : <Tag>{roleName(member.role)}</Tag>}
        </p>
        <p className={rowStyles['detail']}>
          {member.displayName == null ? '' : `${member.email} · `}Joined{' '}
          <time dateTime={member.joinedAt}>{moment(member.joinedAt)}</time>
        </p>
      </div>
      {managed ? (
        <div className={rowStyles['actions']}>
          <select
            aria-label={`Role of ${name}`}
            value={member.role}
            onChange={(event) => {
              ask({ kind: 'role', member, role: event.target.value as Role });
            }}
          >
            {givable(role).map((each) => (
              <option key={each} value={each}>
                {ROLE_NAMES[each]}
              </option>
            ))}
          </select>
          <button
            type="button"
            className={button('small')}
            aria-label={`Remove ${name}`}
            onClick={() => {
              ask({ kind: 'remove', member });
            }}
          >
            Remove
          </button>
        </div>
      ) : null}
      {own && !(personal && role === 'owner') ? (
        <button
          type="button"
          className={button('small')}
          onClick={() => {
            ask({ kind: 'leave' });
          }}
        >
          Leave
        </button>
      ) : null}
    </li>
  );
}

function MemberQuestion({ question, me, close }: { question: Question; me: Account; close: () => void }) {
  const api = useApi();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: queries.members(api).queryKey });
  switch (question.kind) {
    case 'role': {
      const { member, role } = question;
      return (
        <ConfirmDialog
          title="Change role?"
          action="Change role"
          working="Changing…"
          run={() => api.tenants.changeRole(member.accountId, role).then(refresh)}
          onClose={close}
        >
          The role of {member.email} changes from {roleName(member.role)} to {ROLE_NAMES[role]}. A lower role
          ends their sessions in this tenant.
        </ConfirmDialog>
      );
    }
    case 'remove': {
      const { member } = question;
      return (
        <ConfirmDialog
          title="Remove this member?"
          action="Remove member"
          working="Removing…"
          run={() => api.tenants.removeMember(member.accountId).then(refresh)}
          onClose={close}
        >
          {member.email} loses access to this tenant. Their sessions and API keys here will stop working.
        </ConfirmDialog>
      );
    }
    case 'leave':
      return (
        <ConfirmDialog
          title="Leave this tenant?"
          action="Leave tenant"
          working="Leaving…"
          run={async () => {
            await api.tenants.removeMember(me.id);
            // The session belonged to this tenant and ended with the membership.
            navigate(PATHS.signIn);
            api.session.signOut();
            client.clear();
          }}
          onClose={close}
        >
          Your API keys and sessions in this tenant will stop working, including this session. Sign in again
          to use another of your tenants.
        </ConfirmDialog>
      );
  }
}
