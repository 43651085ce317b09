import type { Credentials } from '../api/types';

const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 128;
const LONGEST_EMAIL = 254;

export type CredentialErrors = Partial<Record<keyof Credentials, string>>;

/** The rules of the auth service: see Credentials in openapi.json. */
export function checkCredentials({ email, password }: Credentials): CredentialErrors {
  const errors: CredentialErrors = {};
  if (email.trim() === '') {
    errors.email = 'Enter your e-mail address';
  } else if (email.length > LONGEST_EMAIL || !/^[^\s@]+@[^\s@]+$/.test(email)) {
    errors.email = 'Enter an e-mail address, such as name@example.com';
  }
  if (password.trim() === '') {
    errors.password = 'Enter your password';
  } else if (password.length < SHORTEST_PASSWORD) {
    errors.password = `A password has at least ${SHORTEST_PASSWORD} characters; this one has ${password.length}`;
  } else if (password.length > LONGEST_PASSWORD) {
    errors.password = `A password has at most ${LONGEST_PASSWORD} characters; this one has ${password.length}`;
  }
  return errors;
}
