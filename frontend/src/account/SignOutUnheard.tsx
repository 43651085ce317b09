import { useMutation } from '@tanstack/react-query';

import { useApi, useLingering } from '../api/queries';
import banner from '../design/banner.module.css';
import { button } from '../design/button';
import { classes } from '../design/classes';

/** Warns that a sign-out did not reach the suite, and offers to repeat it. */
export function SignOutUnheard() {
  const api = useApi();
  const lingering = useLingering();
  const telling = useMutation({ mutationFn: () => api.signOut() });
  return (
    <div role="status">
      {lingering ? (
        <div className={classes(banner['banner'], banner['warning'])}>
          <p className={banner['title']}>Sign-out is incomplete</p>
          <p>
            Auspex could not be reached, so your session may still be active in this browser. On a shared
            device, sign out again before you leave.
          </p>
          {telling.isError ? <p>Auspex still cannot be reached.</p> : null}
          <button
            type="button"
            className={button('small')}
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
        <p className={classes(banner['banner'], banner['info'])}>You are now signed out.</p>
      ) : null}
    </div>
  );
}
