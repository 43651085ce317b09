import { vi } from 'vitest';

import type { Api } from './client';
import type { ApiKey, Passkey, Tenant, TenantMembership } from './types';

/* For tests only: a suite that answers everything, about one account with one tenant. */

export const MEMBERSHIP: TenantMembership = {
  id: 't1',
  name: 'Nest',
  role: 'owner',
  joinedAt: '2026-01-01T00:00:00Z',
  current: true,
};

export const TENANT: Tenant = {
  id: 't1',
  personal: false,
  branding: { name: 'Nest' },
  settings: { retentionDays: 30, logInputs: false },
  createdAt: '2026-01-01T00:00:00Z',
};

export const API_KEY: ApiKey = {
  id: 'k1',
  accountId: '1',
  name: 'nightly batch',
  prefix: 'axp_0199',
  scopes: ['infer'],
  createdAt: '2026-01-01T00:00:00Z',
  expiresAt: '2026-04-01T00:00:00Z',
};

export const PASSKEY: Passkey = {
  id: 'p1',
  name: 'Work laptop',
  synced: false,
  createdAt: '2026-01-01T00:00:00Z',
};

export function fakeCalls(): Pick<Api, 'account' | 'keys' | 'tenants' | 'audit'> {
  return {
    account: {
      rename: vi.fn(() => Promise.reject(new Error('not in this test'))),
      resendVerification: vi.fn(() => Promise.resolve()),
      changePassword: vi.fn(() => Promise.resolve()),
      sessions: vi.fn(() => Promise.resolve([])),
      endSession: vi.fn(() => Promise.resolve()),
      endOtherSessions: vi.fn(() => Promise.resolve()),
      secondFactor: vi.fn(() => Promise.resolve({ enabled: false, recoveryCodesLeft: 0 })),
      startTotp: vi.fn(() =>
        Promise.resolve({
          secret: 'JBSWY3DPEHPK3PXP',
          uri: 'otpauth://totp/Auspex:me?secret=JBSWY3DPEHPK3PXP',
        }),
      ),
      confirmTotp: vi.fn(() => Promise.resolve(['aaaa-bbbb', 'cccc-dddd'])),
      renewRecoveryCodes: vi.fn(() => Promise.resolve(['eeee-ffff'])),
      disableSecondFactor: vi.fn(() => Promise.resolve()),
      passkeys: vi.fn(() => Promise.resolve([])),
      startPasskey: vi.fn(() =>
        Promise.resolve({
          rp: { id: 'localhost', name: 'Auspex' },
          user: { id: 'AAAA', name: 'me@example.com', displayName: 'me@example.com' },
          challenge: 'AAAA',
          pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
          timeout: 300_000,
          excludeCredentials: [],
          authenticatorSelection: {
            residentKey: 'required',
            requireResidentKey: true,
            userVerification: 'required',
          },
          attestation: 'none',
        }),
      ),
      addPasskey: vi.fn((name: string) => Promise.resolve({ ...PASSKEY, name })),
      renamePasskey: vi.fn((id: string, name: string) => Promise.resolve({ ...PASSKEY, id, name })),
      removePasskey: vi.fn(() => Promise.resolve()),
      export: vi.fn(() => Promise.resolve(new Blob(['{}']))),
      remove: vi.fn(() => Promise.resolve()),
    },
    keys: {
      list: vi.fn(() => Promise.resolve([])),
      create: vi.fn(() => Promise.resolve({ apiKey: API_KEY, key: 'axp_0199_secret' })),
      revoke: vi.fn(() => Promise.resolve()),
    },
    tenants: {
      list: vi.fn(() => Promise.resolve([MEMBERSHIP])),
      create: vi.fn(() => Promise.resolve({ ...MEMBERSHIP, id: 't2', current: false })),
      switchTo: vi.fn(() => Promise.resolve()),
      current: vi.fn(() => Promise.resolve(TENANT)),
      brand: vi.fn(() => Promise.resolve(TENANT)),
      settle: vi.fn(() => Promise.resolve(TENANT)),
      members: vi.fn(() => Promise.resolve([])),
      changeRole: vi.fn(() => Promise.resolve()),
      removeMember: vi.fn(() => Promise.resolve()),
      invitations: vi.fn(() => Promise.resolve([])),
      invite: vi.fn((email: string) =>
        Promise.resolve({ id: 'i1', email, role: 'member' as const, createdAt: '', expiresAt: '' }),
      ),
      withdraw: vi.fn(() => Promise.resolve()),
    },
    audit: {
      list: vi.fn(() => Promise.resolve({ items: [] })),
      export: vi.fn(() => Promise.resolve(new Blob(['']))),
    },
  };
}
