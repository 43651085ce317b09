import { useApi } from '../api/queries';
import { Link, PATHS } from '../app/router';
import { AccountPage } from './AccountPage';
import { CredentialsForm } from './CredentialsForm';

export function RegisterPage() {
  const api = useApi();
  return (
    <AccountPage
      title="Register"
      lead={
        <>
          Have an account? <Link href={PATHS.signIn}>Sign in</Link>
        </>
      }
    >
      <CredentialsForm
        action="Register"
        working="Registering…"
        passwordHint="12 characters or more; a few words make a good one."
        autoComplete="new-password"
        submit={(credentials) => api.register(credentials)}
      />
    </AccountPage>
  );
}
