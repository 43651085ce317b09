import { useApi } from '../api/queries';
import { Link, PATHS } from '../app/router';
import { AccountPage } from './AccountPage';
import { CredentialsForm } from './CredentialsForm';

export function SignInPage({ expired }: { expired: boolean }) {
  const api = useApi();
  return (
    <AccountPage
      title="Sign in"
      lead={
        <>
          New here? <Link href={PATHS.register}>Register an account</Link>
        </>
      }
    >
      {expired ? (
        <p className="banner info" role="status">
          Your session has ended. Sign in to go on where you were.
        </p>
      ) : null}
      <CredentialsForm
        action="Sign in"
        working="Signing in…"
        autoComplete="current-password"
        submit={(credentials) => api.signIn(credentials)}
      />
    </AccountPage>
  );
}
