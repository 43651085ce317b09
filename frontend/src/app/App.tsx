import { lazy, Suspense, useEffect } from 'react';

import {
  AcceptInvitationPage,
  ForgotPasswordPage,
  ResetPasswordPage,
  VerifyEmailPage,
} from '../account/MailLinkPages';
import { EntrancePage } from '../account/EntrancePage';
import { RegisterPage } from '../account/RegisterPage';
import { SignInPage } from '../account/SignInPage';
import { useSessionState } from '../api/queries';
import { PredictionPage } from '../prediction/PredictionPage';
import { PredictionsPage } from '../prediction/PredictionsPage';
import { PredictPage } from '../prediction/PredictPage';
import { Page } from './Page';
import { Link, navigate, PATHS, type Route, routeOf, usePathname } from './router';
import { Shell } from './Shell';
import { Skeleton } from '../design/Skeleton';
import { PartBoundary } from './PartBoundary';

/** Fetched when it is first asked for: most visits are for a prediction. */
const Settings = lazy(() => import('../settings/Settings'));

export function App() {
  const state = useSessionState();
  const route = routeOf(usePathname());
  const accountPage = route.page === 'sign-in' || route.page === 'register';

  useEffect(() => {
    if (state === 'signed-in' && accountPage) {
      navigate(PATHS.predict, { replace: true });
    }
  }, [state, accountPage]);

  // Links in mails are for whoever opens them, signed in or not.
  switch (route.page) {
    case 'verify-email':
      return <VerifyEmailPage />;
    case 'reset-password':
      return <ResetPasswordPage />;
    case 'forgot-password':
      return <ForgotPasswordPage />;
  }
  if (state !== 'signed-in') {
    if (route.page === 'accept-invitation') {
      return <EntrancePage expired={state === 'expired'} />;
    }
    // Any other page waits behind the sign-in page under its own address and shows after it.
    return route.page === 'register' ? <RegisterPage /> : <SignInPage expired={state === 'expired'} />;
  }
  return (
    <Shell page={route.page}>
      <Signed route={route} />
    </Shell>
  );
}

function Signed({ route }: { route: Route }) {
  switch (route.page) {
    case 'predict':
    case 'sign-in':
    case 'register':
    case 'verify-email':
    case 'reset-password':
    case 'forgot-password':
      return <PredictPage />;
    case 'accept-invitation':
      return <AcceptInvitationPage />;
    case 'predictions':
      return <PredictionsPage />;
    case 'settings':
      return (
        <PartBoundary>
          <Suspense fallback={<Skeleton label="Loading the page" rows={4} />}>
            <Settings section={route.section} />
          </Suspense>
        </PartBoundary>
      );
    case 'prediction':
      return <PredictionPage key={route.id} id={route.id} />;
    case 'unknown':
      return (
        <Page title="Page not found" lead="There is no page at this address.">
          <p>
            <Link href={PATHS.predict}>Make a prediction</Link> or view{' '}
            <Link href={PATHS.predictions}>your predictions</Link>.
          </p>
        </Page>
      );
  }
}
