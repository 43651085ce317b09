import { Page } from '../app/Page';
import { PasskeyPart } from './PasskeyPart';
import { PasswordPart } from './PasswordPart';
import { SecondFactorPart } from './SecondFactorPart';
import { SessionsPart } from './SessionsPart';

/** How one signs in, and where one is signed in. */
export function SecurityPage() {
  return (
    <Page title="Security" lead="How you sign in, and where you are signed in.">
      <div className="parts">
        <PasswordPart />
        <PasskeyPart />
        <SecondFactorPart />
        <SessionsPart />
      </div>
    </Page>
  );
}
