import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

import { queries, useApi } from '../api/queries';
import { hashValue } from '../browser/hashValue';
import banner from '../design/banner.module.css';
import { button } from '../design/button';
import { classes } from '../design/classes';
import { Link } from '../design/Link';
import { PATHS } from '../navigation/paths';
import { AccountPage } from './AccountPage';
import { CredentialsForm } from './CredentialsForm';
import { PasskeySignIn } from './PasskeySignIn';
import { SignOutUnheard } from './SignOutUnheard';
import { SingleFieldForm } from './SingleFieldForm';

/** Why a sign-in with the external provider failed, by problem type. */
const PROVIDER_FAILURES: Readonly<Record<string, string>> = {
  unauthenticated: 'The sign-in provider did not confirm who you are. Try again.',
  forbidden:
    'Auspex cannot confirm that this email address is yours. Verify it with the sign-in provider, or reset your Auspex password first.',
  'upstream-failed': 'The sign-in provider did not respond correctly. Try again.',
};

function providerFailure(): string | undefined {
  const error = hashValue('error');
  return error === undefined
    ? undefined
    : (PROVIDER_FAILURES[error] ?? 'Signing in with the provider failed. Try again.');
}

interface SignInPageProps {
  expired: boolean;
  /** Text below the heading; a link to the registration page by default. */
  lead?: ReactNode;
}

export function SignInPage({ expired, lead }: SignInPageProps) {
  const api = useApi();
  const [challenge, setChallenge] = useState(() => hashValue('challenge'));
  const [failure] = useState(providerFailure);
  const provider = useQuery(queries.externalProvider(api));
  if (challenge !== undefined) {
    return (
      <AccountPage title="Enter your code" lead="Use your authenticator app or a recovery code.">
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
          check={(code) => (code.trim() === '' ? 'Enter a code.' : undefined)}
          submit={(code) => api.signInWithCode(challenge, code.trim())}
        />
        <p>
          <button
            type="button"
            className={button('quiet')}
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
      lead={
        lead ?? (
          <>
            New here? <Link href={PATHS.register}>Register</Link>
          </>
        )
      }
    >
      <SignOutUnheard />
      {expired ? (
        <p className={classes(banner['banner'], banner['info'])} role="status">
          Your session has ended. Sign in to continue where you left off.
        </p>
      ) : null}
      {failure === undefined ? null : (
        <p className={classes(banner['banner'], banner['danger'])} role="alert">
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
            className={button('wide')}
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
