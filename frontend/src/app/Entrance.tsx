import { type ReactNode, useState } from 'react';

import { PageTitle } from '../design/pageTitle';
import styles from './Entrance.module.css';
import { PAGES } from './pages';

interface EntranceProps {
  name: 'signIn' | 'register';
  expired: boolean;
  lead?: ReactNode;
}

/** A page for somebody who is not signed in. */
export function Entrance({ name, expired, lead }: EntranceProps) {
  const { title, page: Entered } = PAGES[name];
  return (
    <PageTitle value={title}>
      <Entered expired={expired} lead={lead} />
    </PageTitle>
  );
}

/** Sign-in or registration before accepting an invitation, at the invitation's address because it contains the link's secret. */
export function InvitedEntrance({ expired }: { expired: boolean }) {
  const [registers, setRegisters] = useState(false);
  const lead = (
    <>
      You have been invited. {registers ? 'Register' : 'Sign in'} with the email address that received the
      invitation, or{' '}
      <button
        type="button"
        className={styles['asLink']}
        onClick={() => {
          setRegisters(!registers);
        }}
      >
        {registers ? 'sign in' : 'register'}
      </button>
      .
    </>
  );
  return <Entrance name={registers ? 'register' : 'signIn'} expired={expired} lead={lead} />;
}
