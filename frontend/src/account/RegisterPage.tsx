import { type ReactNode, useState } from 'react';

import { useApi } from '../api/queries';
import { Link, PATHS } from '../app/router';
import { AccountPage } from './AccountPage';
import { CredentialsForm } from './CredentialsForm';

/** @param lead said under the heading; a link to signing in by default */
export function RegisterPage({ lead }: { lead?: ReactNode }) {
  const api = useApi();
  const [mailed, setMailed] = useState(false);
  return (
    <AccountPage
      title="Register"
      lead={
        lead ?? (
          <>
            Have an account? <Link href={PATHS.signIn}>Sign in</Link>
          </>
        )
      }
    >
      {mailed ? (
        <p className="banner info" role="status">
          A mail is on its way. Open the link in it, then sign in.
        </p>
      ) : (
        <CredentialsForm
          action="Register"
          working="Registering…"
          passwordHint="12 characters or more; a few words make a good one."
          autoComplete="new-password"
          submit={async (credentials) => {
            setMailed((await api.register(credentials)) === 'mailed');
          }}
        />
      )}
    </AccountPage>
  );
}
