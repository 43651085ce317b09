import type { PasswordProof } from '../api/types';
import type { Errors } from '../design/useForm';

export interface ProofValues {
  password: string;
  code: string;
}

export const NO_PROOF: ProofValues = { password: '', code: '' };

export function checkProof({ password, code }: ProofValues, withCode: boolean): Errors<ProofValues> {
  return {
    ...(password === '' ? { password: 'Enter your password.' } : {}),
    ...(withCode && code.trim() === '' ? { code: 'Enter a code.' } : {}),
  };
}

/** The proof as the suite expects it: without a code if the field is empty. */
export function proofOf({ password, code }: ProofValues): PasswordProof {
  return code.trim() === '' ? { password } : { password, code: code.trim() };
}
