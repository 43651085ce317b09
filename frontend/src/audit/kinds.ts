/** What kinds of event there are, as the auth service names them; see docs/services/auth.md. */
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

/** Such as "name: nightly batch, scopes: infer", by name: the suite tells them in any order. */
export function detailText(detail: Record<string, string>): string {
  return Object.entries(detail)
    .sort(([one], [other]) => one.localeCompare(other, 'en'))
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}
