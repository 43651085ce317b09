import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { Account, Invitation, Role } from '../api/types';
import { Link } from '../design/Link';
import { PATHS } from '../navigation/paths';
import { checkEmail } from '../api/credentials';
import { ConfirmDialog } from '../design/ConfirmDialog';
import { Field } from '../design/Field';
import { Form, TextField } from '../design/Form';
import { moment } from '../format/format';
import { useForm } from '../design/useForm';
import { Loaded } from '../design/Loaded';
import { Part } from '../design/Part';
import { givable, ROLE_NAMES, roleName, roleOf } from '../api/roles';

/** Open invitations and a form to send one; for admins. */
export function InvitationsPart({ me }: { me: Account }) {
  const api = useApi();
  const client = useQueryClient();
  const invitations = useQuery(queries.invitations(api));
  const [withdrawing, setWithdrawing] = useState<Invitation>();
  const refresh = () => client.invalidateQueries({ queryKey: queries.invitations(api).queryKey });
  return (
    <Part
      title="Invitations"
      lead="Auspex sends the invitation by email. The link is valid for one week and only for that email address."
    >
      {me.emailVerified ? (
        <InviteForm me={me} invited={() => void refresh()} />
      ) : (
        <p className="banner warning">
          Verify your email address before you invite others.{' '}
          <Link href={PATHS.profile}>Go to your profile</Link>
        </p>
      )}
      <Loaded query={invitations} label="Loading invitations" rows={1}>
        {(all) =>
          all.length === 0 ? (
            <p className="soft">There are no open invitations.</p>
          ) : (
            <ul className="rows" aria-label="Open invitations">
              {all.map((invitation) => (
                <li key={invitation.id} className="rows-item">
                  <div>
                    <p className="rows-title">
                      {invitation.email} <span className="tag">{roleName(invitation.role)}</span>
                    </p>
                    <p className="soft">
                      Expires <time dateTime={invitation.expiresAt}>{moment(invitation.expiresAt)}</time>
                    </p>
                  </div>
                  <button
                    type="button"
                    className="button small"
                    aria-label={`Withdraw the invitation for ${invitation.email}`}
                    onClick={() => {
                      setWithdrawing(invitation);
                    }}
                  >
                    Withdraw
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {withdrawing === undefined ? null : (
        <ConfirmDialog
          title="Withdraw this invitation?"
          action="Withdraw invitation"
          working="Withdrawing…"
          run={() => api.tenants.withdraw(withdrawing.id).then(refresh)}
          onClose={() => {
            setWithdrawing(undefined);
          }}
        >
          The link sent to {withdrawing.email} will stop working.
        </ConfirmDialog>
      )}
    </Part>
  );
}

function InviteForm({ me, invited }: { me: Account; invited: () => void }) {
  const api = useApi();
  const initial: { email: string; role: Role } = { email: '', role: 'member' };
  const form = useForm({
    initial,
    check: ({ email }) => {
      const wrong = checkEmail(email);
      return wrong === undefined ? {} : { email: wrong };
    },
    send: ({ email, role }) => api.tenants.invite(email.trim(), role),
    done: () => {
      form.clear();
      invited();
    },
  });
  return (
    <Form form={form} action="Invite" working="Sending…" success="Invitation sent.">
      <div className="pair">
        <TextField
          form={form}
          name="email"
          label="Email address"
          input={{ type: 'email', autoComplete: 'off', autoCapitalize: 'none', spellCheck: false }}
        />
        <Field name="role" label="Role" error={form.errors.role}>
          {(control) => (
            <select
              {...control}
              value={form.values.role}
              onChange={(event) => {
                form.set({ role: event.target.value as Role });
              }}
            >
              {givable(roleOf(me)).map((role) => (
                <option key={role} value={role}>
                  {ROLE_NAMES[role]}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </Form>
  );
}
