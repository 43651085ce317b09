import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

import { checkEmail, checkNewPassword, checkOwnPassword } from '../api/credentials';
import { queries, useApi } from '../api/queries';
import { hashValue } from '../browser/hashValue';
import banner from '../design/banner.module.css';
import { button } from '../design/button';
import { classes } from '../design/classes';
import layout from '../design/layout.module.css';
import { Link } from '../design/Link';
import { Page } from '../design/Page';
import { ProblemBanner } from '../design/ProblemBanner';
import { navigate } from '../navigation/history';
import { PATHS } from '../navigation/paths';
import { problemFrom } from '../problem/problem';
import { AccountPage } from './AccountPage';
import { SingleFieldForm } from './SingleFieldForm';

const BACK = <Link href={PATHS.signIn}>Back to sign in</Link>;

/** Requests a link that resets the password. The answer is the same for every address. */
export function ForgotPasswordPage() {
  const api = useApi();
  const [sent, setSent] = useState(false);
  return (
    <AccountPage lead={BACK}>
      {sent ? (
        <Done>
          Check your inbox. If this address has an account, you will get a link to reset your password. The
          link is valid for 30 minutes.
        </Done>
      ) : (
        <SingleFieldForm
          name="email"
          label="Email address"
          input={{ type: 'email', autoComplete: 'username', autoCapitalize: 'none', spellCheck: false }}
          action="Send reset link"
          working="Sending…"
          check={checkEmail}
          submit={async (email) => {
            await api.forgotPassword(email.trim());
            setSent(true);
          }}
        />
      )}
    </AccountPage>
  );
}

/** Sets a new password, from the link in an email. */
export function ResetPasswordPage() {
  const api = useApi();
  const [token] = useState(() => hashValue('token'));
  const [done, setDone] = useState(false);
  return (
    <AccountPage lead={BACK}>
      {token === undefined ? (
        <NoToken />
      ) : done ? (
        <Done>
          Your password has been changed. All your sessions have ended.{' '}
          <Link href={PATHS.signIn}>Sign in</Link>
        </Done>
      ) : (
        <SingleFieldForm
          name="newPassword"
          label="New password"
          hint="Use at least 12 characters. A few random words work well."
          input={{ type: 'password', autoComplete: 'new-password' }}
          action="Set password"
          working="Saving…"
          check={checkNewPassword}
          submit={async (password) => {
            await api.resetPassword(token, password);
            setDone(true);
          }}
        />
      )}
    </AccountPage>
  );
}

/** Verifies an address with the link and the password: the link alone proves only who reads the email. */
export function VerifyEmailPage() {
  const api = useApi();
  const client = useQueryClient();
  const [token] = useState(() => hashValue('token'));
  const [done, setDone] = useState(false);
  return (
    <AccountPage lead={<Link href={PATHS.predict}>Go to Auspex</Link>}>
      {token === undefined ? (
        <NoToken />
      ) : done ? (
        <Done>Your email address is verified.</Done>
      ) : (
        <>
          <SingleFieldForm
            name="password"
            label="Password"
            hint="The password you chose when you registered."
            input={{ type: 'password', autoComplete: 'current-password' }}
            action="Verify email address"
            working="Verifying…"
            check={checkOwnPassword}
            submit={async (password) => {
              await api.verifyEmail(token, password);
              void client.invalidateQueries({ queryKey: queries.me(api).queryKey });
              setDone(true);
            }}
          />
          <p>
            Did someone else register with your address?{' '}
            <Link href={PATHS.forgotPassword}>Reset the password</Link>
          </p>
        </>
      )}
    </AccountPage>
  );
}

/** Joins a tenant and switches to it. A person who is not signed in signs in first, at this address. */
export function AcceptInvitationPage() {
  const api = useApi();
  const client = useQueryClient();
  const [token] = useState(() => hashValue('token'));
  const joining = useMutation({
    mutationFn: (secret: string) => api.acceptInvitation(secret),
    onSuccess: () => {
      // Everything fetched so far belongs to the previous tenant.
      client.clear();
      navigate(PATHS.predict);
    },
  });
  return (
    <Page lead="Join the tenant to start working in it.">
      {token === undefined ? (
        <NoToken />
      ) : (
        <div className={layout['stack']}>
          {joining.error === null ? null : <ProblemBanner problem={problemFrom(joining.error)} />}
          <p>
            <button
              type="button"
              className={button('primary')}
              aria-disabled={joining.isPending}
              onClick={() => {
                if (!joining.isPending) {
                  joining.mutate(token);
                }
              }}
            >
              {joining.isPending ? 'Joining…' : 'Join tenant'}
            </button>
          </p>
        </div>
      )}
    </Page>
  );
}

function Done({ children }: { children: ReactNode }) {
  return (
    <p className={classes(banner['banner'], banner['info'])} role="status">
      {children}
    </p>
  );
}

function NoToken() {
  return (
    <p className={classes(banner['banner'], banner['info'])} role="status">
      This link is incomplete. Open the link in the email again, or copy all of it.
    </p>
  );
}
