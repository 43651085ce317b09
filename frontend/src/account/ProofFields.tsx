import { TextField } from '../design/Form';
import type { FormState } from '../design/useForm';
import type { ProofValues } from './proof';

/** Fields to confirm the password, and a code if the account uses two-factor authentication. */
export function ProofFields({ form, withCode }: { form: FormState<ProofValues>; withCode: boolean }) {
  return (
    <>
      <TextField
        form={form}
        name="password"
        label="Your password"
        input={{ type: 'password', autoComplete: 'current-password' }}
      />
      {withCode ? (
        <TextField
          form={form}
          name="code"
          label="Code"
          hint="Use your authenticator app or a recovery code."
          input={{ autoComplete: 'one-time-code', autoCapitalize: 'none', spellCheck: false }}
        />
      ) : null}
    </>
  );
}
