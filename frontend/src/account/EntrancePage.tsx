import { useState } from 'react';

import { RegisterPage } from './RegisterPage';
import { SignInPage } from './SignInPage';

/** Sign-in or registration before accepting an invitation, at the invitation's address because it contains the link's secret. */
export function EntrancePage({ expired }: { expired: boolean }) {
  const [registers, setRegisters] = useState(false);
  const other = (
    <>
      You have been invited. {registers ? 'Register' : 'Sign in'} with the email address that received the
      invitation, or{' '}
      <button
        type="button"
        className="as-link"
        onClick={() => {
          setRegisters(!registers);
        }}
      >
        {registers ? 'sign in' : 'register'}
      </button>
      .
    </>
  );
  return registers ? <RegisterPage lead={other} /> : <SignInPage expired={expired} lead={other} />;
}
