import type { Credentials } from './types';

const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 128;
const LONGEST_EMAIL = 254;

export type CredentialErrors = Partial<Record<keyof Credentials, string>>;

/** The rules of the auth service: see Credentials in openapi.json. */
export function checkCredentials({ email, password }: Credentials): CredentialErrors {
  const errors: CredentialErrors = {};
  const wrongEmail = checkEmail(email);
  if (wrongEmail !== undefined) {
    errors.email = wrongEmail;
  }
  const wrongPassword = checkOwnPassword(password);
  if (wrongPassword !== undefined) {
    errors.password = wrongPassword;
  }
  return errors;
}

export function checkEmail(email: string): string | undefined {
  if (email.trim() === '') {
    return 'Enter your email address.';
  }
  if (email.trim().length > LONGEST_EMAIL || !/^[^\s@]+@[^\s@]+$/.test(email.trim())) {
    return 'Enter a valid email address, such as name@example.com.';
  }
  return undefined;
}

export function checkNewPassword(password: string): string | undefined {
  return checkPassword(password, 'Enter a new password.');
}

export function checkOwnPassword(password: string): string | undefined {
  return checkPassword(password, 'Enter your password.');
}

function checkPassword(password: string, blank: string): string | undefined {
  if (password.trim() === '') {
    return blank;
  }
  if (password.length < SHORTEST_PASSWORD) {
    return `Passwords must have at least ${SHORTEST_PASSWORD} characters. You entered ${password.length}.`;
  }
  if (password.length > LONGEST_PASSWORD) {
    return `Passwords can have at most ${LONGEST_PASSWORD} characters. You entered ${password.length}.`;
  }
  return undefined;
}
