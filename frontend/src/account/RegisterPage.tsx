import { type ReactNode, useState } from 'react';

import { useApi } from '../api/queries';
import banner from '../design/banner.module.css';
import { classes } from '../design/classes';
import { Link } from '../design/Link';
import { PATHS } from '../navigation/paths';
import { AccountPage } from './AccountPage';
import { CredentialsForm } from './CredentialsForm';

/** @param lead text below the heading; a link to the sign-in page by default */
export function RegisterPage({ lead }: { lead?: ReactNode }) {
  const api = useApi();
  const [mailed, setMailed] = useState(false);
  return (
    <AccountPage
      lead={
        lead ?? (
          <>
            Already have an account? <Link href={PATHS.signIn}>Sign in</Link>
          </>
        )
      }
    >
      {mailed ? (
        <p className={classes(banner['banner'], banner['info'])} role="status">
          Check your inbox. Open the link in the email, then sign in.
        </p>
      ) : (
        <CredentialsForm
          action="Register"
          working="Registering…"
          passwordHint="Use at least 12 characters. A few random words work well."
          autoComplete="new-password"
          submit={async (credentials) => {
            setMailed((await api.register(credentials)) === 'mailed');
          }}
        />
      )}
    </AccountPage>
  );
}
