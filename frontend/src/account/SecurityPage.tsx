import layout from '../design/layout.module.css';
import { Page } from '../design/Page';
import { PasskeysPart } from './PasskeysPart';
import { PasswordPart } from './PasswordPart';
import { SecondFactorPart } from './SecondFactorPart';
import { SessionsPart } from './SessionsPart';

/** Ways to sign in, and sessions. Another way to sign in becomes another part. */
export function SecurityPage() {
  return (
    <Page lead="Manage how you sign in and where you are signed in.">
      <div className={layout['parts']}>
        <PasswordPart />
        <PasskeysPart />
        <SecondFactorPart />
        <SessionsPart />
      </div>
    </Page>
  );
}
