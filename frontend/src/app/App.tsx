import { Suspense, useEffect } from 'react';

import { useSessionState } from '../api/queries';
import { PageTitle } from '../design/pageTitle';
import { PartBoundary } from '../design/PartBoundary';
import { Skeleton } from '../design/Skeleton';
import { navigate, usePathname } from '../navigation/history';
import { PATHS } from '../navigation/paths';
import { Entrance, InvitedEntrance } from './Entrance';
import { type Route, routeOf, Settings } from './pages';
import { Shell } from './Shell';

export function App() {
  const state = useSessionState();
  const pathname = usePathname();
  const asked = routeOf(pathname);
  const moveOn = state === 'signed-in' && asked.page.access === 'signed-out';

  useEffect(() => {
    if (moveOn) {
      navigate(PATHS.predict, { replace: true });
    }
  }, [moveOn]);

  const { access, title } = asked.page;
  if (access === 'anyone') {
    const Open = asked.page.page;
    return (
      <PageTitle value={title}>
        <Open />
      </PageTitle>
    );
  }
  if (state !== 'signed-in') {
    const expired = state === 'expired';
    if (asked.name === 'acceptInvitation') {
      return <InvitedEntrance expired={expired} />;
    }
    // Any other page waits behind the sign-in page under its own address and shows after it.
    return <Entrance name={asked.name === 'register' ? 'register' : 'signIn'} expired={expired} />;
  }
  const route = moveOn ? routeOf(PATHS.predict) : asked;
  return (
    <Shell page={route.name}>
      <PageTitle value={route.page.title}>
        <SignedIn route={route} />
      </PageTitle>
    </Shell>
  );
}

function SignedIn({ route: { name, page, values } }: { route: Route }) {
  if (page.frame === undefined) {
    return null;
  }
  if (page.frame === 'settings') {
    return (
      <PartBoundary>
        <Suspense fallback={<Skeleton label="Loading the page" rows={4} />}>
          <Settings name={name} page={page} />
        </Suspense>
      </PartBoundary>
    );
  }
  const Shown = page.page;
  return <Shown key={[name, ...Object.values(values)].join(' ')} values={values} />;
}
