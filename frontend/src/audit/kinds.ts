import { words } from '../format/format';

/** Types of security events, as the auth service names them: see docs/services/auth.md. */
export const AUDIT_KINDS = [
  'account-registered',
  'signed-in',
  'sign-in-refused',
  'reauthentication-refused',
  'signed-out',
  'session-revoked',
  'refresh-token-reused',
  'tenant-switched',
  'email-verified',
  'password-reset-requested',
  'password-reset',
  'password-changed',
  'profile-changed',
  'account-deleted',
  'data-exported',
  'api-key-created',
  'api-key-revoked',
  'tenant-created',
  'tenant-changed',
  'member-invited',
  'invitation-withdrawn',
  'member-joined',
  'member-role-changed',
  'member-removed',
  'second-factor-enabled',
  'second-factor-disabled',
  'recovery-codes-replaced',
  'recovery-code-used',
  'passkey-added',
  'passkey-renamed',
  'passkey-removed',
  'external-identity-linked',
  'signing-key-rotated',
  'audit-exported',
] as const;

/** Names that are not the identifier in words. */
const NAMES: Readonly<Record<string, string>> = {
  'sign-in-refused': 'Sign-in failed',
  'reauthentication-refused': 'Re-authentication failed',
  'session-revoked': 'Session ended',
  'refresh-token-reused': 'Refresh token reused',
  'second-factor-enabled': 'Two-factor authentication turned on',
  'second-factor-disabled': 'Two-factor authentication turned off',
  'external-identity-linked': 'External sign-in linked',
};

/** Name of a type of event for people: "api-key-created" is "API key created". */
export function kindName(kind: string): string {
  return NAMES[kind] ?? words(kind);
}

/** Details as one text, such as "name: nightly batch, scopes: infer". Sorted by name, because the suite sends them in any order. */
export function detailText(detail: Record<string, string>): string {
  return Object.entries(detail)
    .sort(([one], [other]) => one.localeCompare(other, 'en'))
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}
