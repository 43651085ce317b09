import { useMutation } from '@tanstack/react-query';

import { useApi, useLingering } from '../api/queries';

/** Says that the suite has not heard of a sign-out, and tells it again on request. */
export function SignOutUnheard() {
  const api = useApi();
  const lingering = useLingering();
  const telling = useMutation({ mutationFn: () => api.signOut() });
  return (
    <div role="status">
      {lingering ? (
        <div className="banner warning">
          <p className="banner-title">Signed out on this page only</p>
          <p>
            Auspex could not be told, so the session may live on in this browser until it ends by itself: who
            knows how could go on with it. Try again before you leave a device that others use.
          </p>
          {telling.isError ? <p>It still cannot be reached.</p> : null}
          <button
            type="button"
            className="button small"
            aria-disabled={telling.isPending}
            onClick={() => {
              if (!telling.isPending) {
                telling.mutate();
              }
            }}
          >
            {telling.isPending ? 'Signing out…' : 'Sign out again'}
          </button>
        </div>
      ) : telling.isSuccess ? (
        <p className="banner info">Auspex has heard of it: you are signed out.</p>
      ) : null}
    </div>
  );
}
