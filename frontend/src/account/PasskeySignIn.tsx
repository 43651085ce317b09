import { WebAuthnAbortService } from '@simplewebauthn/browser';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { useApi } from '../api/queries';
import { button } from '../design/button';
import layout from '../design/layout.module.css';
import { ProblemBanner } from '../design/ProblemBanner';
import textStyles from '../design/text.module.css';
import { problemFrom } from '../problem/problem';
import { passkeysWork, signWithPasskey } from './passkeys';

/** Signs in with a passkey instead of email address and password, where the browser supports it. */
export function PasskeySignIn() {
  const [works] = useState(passkeysWork);
  return works ? <PasskeyButton /> : null;
}

function PasskeyButton() {
  const api = useApi();
  const here = useRef(true);
  const signing = useMutation({
    mutationFn: async () => {
      const options = await api.startPasskeySignIn();
      const assertion = here.current ? await signWithPasskey(options) : undefined;
      if (assertion === undefined) {
        return 'cancelled';
      }
      await api.signInWithPasskey(assertion);
      return 'signed-in';
    },
  });
  useEffect(() => {
    here.current = true;
    return () => {
      // Stops the browser's prompt when the person leaves the page.
      here.current = false;
      WebAuthnAbortService.cancelCeremony();
    };
  }, []);
  return (
    <div className={layout['stack']}>
      {signing.error === null ? null : <ProblemBanner problem={problemFrom(signing.error)} />}
      <button
        type="button"
        className={button('wide')}
        aria-disabled={signing.isPending}
        onClick={() => {
          if (!signing.isPending) {
            signing.mutate();
          }
        }}
      >
        {signing.isPending ? 'Waiting for your device…' : 'Sign in with a passkey'}
      </button>
      <p className={textStyles['note']} role="status">
        {signing.data === 'cancelled' ? 'No passkey was used. Try again, or sign in with your password.' : ''}
      </p>
    </div>
  );
}
