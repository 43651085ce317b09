import type { PasswordProof } from '../api/types';
import type { Errors } from './useForm';

export interface ProofValues {
  password: string;
  code: string;
}

export const NO_PROOF: ProofValues = { password: '', code: '' };

export function checkProof({ password, code }: ProofValues, withCode: boolean): Errors<ProofValues> {
  return {
    ...(password === '' ? { password: 'Enter your password' } : {}),
    ...(withCode && code.trim() === '' ? { code: 'Enter the code' } : {}),
  };
}

/** As the suite takes it: without a code where there is none. */
export function proofOf({ password, code }: ProofValues): PasswordProof {
  return code.trim() === '' ? { password } : { password, code: code.trim() };
}
