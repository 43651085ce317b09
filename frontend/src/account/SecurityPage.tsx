import { Page } from '../app/Page';
import { PasskeysPart } from './PasskeysPart';
import { PasswordPart } from './PasswordPart';
import { SecondFactorPart } from './SecondFactorPart';
import { SessionsPart } from './SessionsPart';

/** How one signs in, and where one is signed in. A further way to sign in is a further part. */
export function SecurityPage() {
  return (
    <Page title="Security" lead="How you sign in, and where you are signed in.">
      <div className="parts">
        <PasswordPart />
        <PasskeysPart />
        <SecondFactorPart />
        <SessionsPart />
      </div>
    </Page>
  );
}
