import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

import { problemFrom } from '../api/problem';
import { queries, useApi } from '../api/queries';
import { Page } from '../app/Page';
import { Link, navigate, PATHS } from '../app/router';
import { ProblemBanner } from '../design/ProblemBanner';
import { AccountPage } from './AccountPage';
import { checkEmail, checkNewPassword, checkOwnPassword } from './credentials';
import { hashValue } from './hashValue';
import { SingleFieldForm } from './SingleFieldForm';

const BACK = <Link href={PATHS.signIn}>Back to signing in</Link>;

/** Asks for a link that resets the password. The answer is the same for every address. */
export function ForgotPasswordPage() {
  const api = useApi();
  const [sent, setSent] = useState(false);
  return (
    <AccountPage title="Reset your password" lead={BACK}>
      {sent ? (
        <Done>
          If this address has an account, a mail with a link is on its way. It holds for 30 minutes.
        </Done>
      ) : (
        <SingleFieldForm
          name="email"
          label="E-mail address"
          input={{ type: 'email', autoComplete: 'username', autoCapitalize: 'none', spellCheck: false }}
          action="Send me a link"
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

/** Sets a new password by the link in a mail. */
export function ResetPasswordPage() {
  const api = useApi();
  const [token] = useState(() => hashValue('token'));
  const [done, setDone] = useState(false);
  return (
    <AccountPage title="Set a new password" lead={BACK}>
      {token === undefined ? (
        <NoToken />
      ) : done ? (
        <Done>
          Your new password is set, and every session has ended. <Link href={PATHS.signIn}>Sign in</Link>
        </Done>
      ) : (
        <SingleFieldForm
          name="newPassword"
          label="New password"
          hint="12 characters or more; a few words make a good one."
          input={{ type: 'password', autoComplete: 'new-password' }}
          action="Set password"
          working="Setting…"
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

/** Verifies an address, by the link and the password: the link alone says only who reads the mail. */
export function VerifyEmailPage() {
  const api = useApi();
  const client = useQueryClient();
  const [token] = useState(() => hashValue('token'));
  const [done, setDone] = useState(false);
  return (
    <AccountPage title="Verify your e-mail address" lead={<Link href={PATHS.predict}>Go to Auspex</Link>}>
      {token === undefined ? (
        <NoToken />
      ) : done ? (
        <Done>Thank you: the address is known to be yours.</Done>
      ) : (
        <>
          <SingleFieldForm
            name="password"
            label="Password"
            hint="The one that you chose when you registered."
            input={{ type: 'password', autoComplete: 'current-password' }}
            action="This address is mine"
            working="Verifying…"
            check={checkOwnPassword}
            submit={async (password) => {
              await api.verifyEmail(token, password);
              void client.invalidateQueries({ queryKey: queries.me(api).queryKey });
              setDone(true);
            }}
          />
          <p>
            Somebody else registered your address?{' '}
            <Link href={PATHS.forgotPassword}>Have the password reset</Link>
          </p>
        </>
      )}
    </AccountPage>
  );
}

/** Joins a tenant and goes on in it. Whoever is not signed in signs in first, under this address. */
export function AcceptInvitationPage() {
  const api = useApi();
  const client = useQueryClient();
  const [token] = useState(() => hashValue('token'));
  const joining = useMutation({
    mutationFn: (secret: string) => api.acceptInvitation(secret),
    onSuccess: () => {
      // What was fetched is the other tenant's.
      client.clear();
      navigate(PATHS.predict);
    },
  });
  return (
    <Page title="You are invited" lead="Joining goes on in the tenant that invites you.">
      {token === undefined ? (
        <NoToken />
      ) : (
        <div className="stack">
          {joining.error === null ? null : <ProblemBanner problem={problemFrom(joining.error)} />}
          <p>
            <button
              type="button"
              className="button primary"
              aria-disabled={joining.isPending}
              onClick={() => {
                if (!joining.isPending) {
                  joining.mutate(token);
                }
              }}
            >
              {joining.isPending ? 'Joining…' : 'Join the tenant'}
            </button>
          </p>
        </div>
      )}
    </Page>
  );
}

function Done({ children }: { children: ReactNode }) {
  return (
    <p className="banner info" role="status">
      {children}
    </p>
  );
}

function NoToken() {
  return (
    <p className="banner info" role="status">
      This address is not complete. Open the link in the mail once more, or copy all of it.
    </p>
  );
}
