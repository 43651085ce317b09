import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

import { queries, useApi } from '../api/queries';
import { Link, PATHS } from '../app/router';
import { AccountPage } from './AccountPage';
import { CredentialsForm } from './CredentialsForm';
import { hashValue } from './hashValue';
import { SingleFieldForm } from './SingleFieldForm';

interface SignInPageProps {
  expired: boolean;
  /** Said under the heading; a link to registering by default. */
  lead?: ReactNode;
}

export function SignInPage({ expired, lead }: SignInPageProps) {
  const api = useApi();
  const [challenge, setChallenge] = useState(() => hashValue('challenge'));
  const provider = useQuery(queries.externalProvider(api));
  if (challenge !== undefined) {
    return (
      <AccountPage title="Enter your code" lead="From your authenticator app, or a recovery code.">
        <SingleFieldForm
          name="code"
          label="Code"
          input={{
            inputMode: 'text',
            autoComplete: 'one-time-code',
            autoCapitalize: 'none',
            spellCheck: false,
          }}
          action="Sign in"
          working="Signing in…"
          check={(code) => (code.trim() === '' ? 'Enter the code' : undefined)}
          submit={(code) => api.signInWithCode(challenge, code.trim())}
        />
        <p>
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              setChallenge(undefined);
            }}
          >
            Start over
          </button>
        </p>
      </AccountPage>
    );
  }
  return (
    <AccountPage
      title="Sign in"
      lead={
        lead ?? (
          <>
            New here? <Link href={PATHS.register}>Register an account</Link>
          </>
        )
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
        submit={async (credentials) => {
          setChallenge(await api.signIn(credentials));
        }}
      />
      {provider.data?.configured === true ? (
        <p>
          <a className="button wide" href="/api/v1/auth/external/start">
            Sign in with {provider.data.label}
          </a>
        </p>
      ) : null}
      <p>
        <Link href={PATHS.forgotPassword}>Forgot your password?</Link>
      </p>
    </AccountPage>
  );
}
