import { useMutation } from '@tanstack/react-query';

import { problemFrom } from '../api/problem';
import { useApi } from '../api/queries';
import { ProblemBanner } from '../design/ProblemBanner';
import { passkeysAreHere, usePasskeyOf } from './webauthn';

/** Signs in with a passkey of this device; nothing where the browser has none. */
export function PasskeyButton() {
  const api = useApi();
  const signing = useMutation({ mutationFn: () => api.signInWithPasskey(usePasskeyOf) });
  if (!passkeysAreHere()) {
    return null;
  }
  return (
    <div className="stack">
      {signing.error === null ? null : <ProblemBanner problem={problemFrom(signing.error)} />}
      <button
        type="button"
        className="button wide"
        aria-disabled={signing.isPending}
        onClick={() => {
          if (!signing.isPending) {
            signing.mutate();
          }
        }}
      >
        {signing.isPending ? 'Waiting for your device…' : 'Sign in with a passkey'}
      </button>
    </div>
  );
}
