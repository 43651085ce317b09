import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { checkEmail } from '../api/credentials';
import { queries, useApi } from '../api/queries';
import { givable, ROLE_NAMES, roleName, roleOf } from '../api/roles';
import type { Account, Invitation, Role } from '../api/types';
import banner from '../design/banner.module.css';
import { button } from '../design/button';
import { classes } from '../design/classes';
import { ConfirmDialog } from '../design/ConfirmDialog';
import { Field } from '../design/Field';
import { Form, TextField } from '../design/Form';
import { Link } from '../design/Link';
import { Loaded } from '../design/Loaded';
import { Part } from '../design/Part';
import rowStyles from '../design/rows.module.css';
import { Tag } from '../design/Tag';
import textStyles from '../design/text.module.css';
import { useForm } from '../design/useForm';
import { moment } from '../format/format';
import { PATHS } from '../navigation/paths';
import styles from './InvitationsPart.module.css';

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
        <p className={classes(banner['banner'], banner['warning'])}>
          Verify your email address before you invite others.{' '}
          <Link href={PATHS.profile}>Go to your profile</Link>
        </p>
      )}
      <Loaded query={invitations} label="Loading invitations" rows={1}>
        {(all) =>
          all.length === 0 ? (
            <p className={textStyles['soft']}>There are no open invitations.</p>
          ) : (
            <ul className={rowStyles['rows']} aria-label="Open invitations">
              {all.map((invitation) => (
                <li key={invitation.id} className={rowStyles['item']}>
                  <div>
                    <p className={rowStyles['title']}>
                      {invitation.email} <Tag>{roleName(invitation.role)}</Tag>
                    </p>
                    <p className={rowStyles['detail']}>
                      Expires <time dateTime={invitation.expiresAt}>{moment(invitation.expiresAt)}</time>
                    </p>
                  </div>
                  <button
                    type="button"
                    className={button('small')}
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
      <div className={styles['pair']}>
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
