import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

import { queries, useApi } from '../api/queries';
import { Link, PATHS } from '../app/router';
import { AccountPage } from './AccountPage';
import { CredentialsForm } from './CredentialsForm';
import { hashValue } from './hashValue';
import { PasskeySignIn } from './PasskeySignIn';
import { SignOutUnheard } from './SignOutUnheard';
import { SingleFieldForm } from './SingleFieldForm';

/** Why a sign-in at the external provider failed, by the type of its problem. */
const PROVIDER_FAILURES: Readonly<Record<string, string>> = {
  unauthenticated: 'The sign-in at the provider is not valid. Try again.',
  forbidden:
    'This address is not known to be yours. Verify it at the provider, or have its password here reset by mail first.',
  'upstream-failed': 'The sign-in provider did not answer as it should. Try again.',
};

function providerFailure(): string | undefined {
  const error = hashValue('error');
  return error === undefined
    ? undefined
    : (PROVIDER_FAILURES[error] ?? 'The sign-in at the provider did not succeed. Try again.');
}

interface SignInPageProps {
  expired: boolean;
  /** Said under the heading; a link to registering by default. */
  lead?: ReactNode;
}

export function SignInPage({ expired, lead }: SignInPageProps) {
  const api = useApi();
  const [challenge, setChallenge] = useState(() => hashValue('challenge'));
  const [failure] = useState(providerFailure);
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
      <SignOutUnheard />
      {expired ? (
        <p className="banner info" role="status">
          Your session has ended. Sign in to go on where you were.
        </p>
      ) : null}
      {failure === undefined ? null : (
        <p className="banner danger" role="alert">
          {failure}
        </p>
      )}
      <CredentialsForm
        action="Sign in"
        working="Signing in…"
        autoComplete="current-password"
        submit={async (credentials) => {
          setChallenge(await api.signIn(credentials));
        }}
      />
      <PasskeySignIn />
      {provider.data?.configured === true ? (
        <p>
          <a
            className="button wide"
            href="/api/v1/auth/external/start"
            onClick={() => {
              api.session.leave();
            }}
          >
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
