import { useState } from 'react';

import { RegisterPage } from './RegisterPage';
import { SignInPage } from './SignInPage';

/** Signing in or registering before an invitation: under its address, because the link's secret stands in it. */
export function EntrancePage({ expired }: { expired: boolean }) {
  const [registers, setRegisters] = useState(false);
  const other = (
    <>
      You are invited. {registers ? 'Register' : 'Sign in'} with the address that the invitation was sent to,
      or{' '}
      <button
        type="button"
        className="as-link"
        onClick={() => {
          setRegisters(!registers);
        }}
      >
        {registers ? 'sign in' : 'register an account'}
      </button>
      .
    </>
  );
  return registers ? <RegisterPage lead={other} /> : <SignInPage expired={expired} lead={other} />;
}
