import type { Client } from 'openapi-fetch';

import type { paths } from '../../target/schema';
import { abortable, answer } from './answer';
import type {
  Account,
  Passkey,
  PasskeyCreationOptions,
  PasskeyRegistration,
  PasswordProof,
  SecondFactorState,
  SessionInfo,
  TotpSecret,
} from './types';

/** Operations on the caller's own account. */
export interface AccountCalls {
  rename: (displayName: string) => Promise<Account>;
  resendVerification: () => Promise<void>;
  /** Ends all other sessions. */
  changePassword: (currentPassword: string, newPassword: string) => Promise<void>;
  sessions: (signal?: AbortSignal) => Promise<SessionInfo[]>;
  endSession: (id: string) => Promise<void>;
  endOtherSessions: () => Promise<void>;
  secondFactor: (signal?: AbortSignal) => Promise<SecondFactorState>;
  startTotp: (proof: PasswordProof) => Promise<TotpSecret>;
  /** Returns the recovery codes, which are shown only once. */
  confirmTotp: (code: string) => Promise<string[]>;
  renewRecoveryCodes: (proof: PasswordProof) => Promise<string[]>;
  disableSecondFactor: (proof: PasswordProof) => Promise<void>;
  passkeys: (signal?: AbortSignal) => Promise<Passkey[]>;
  /** Options for the browser to create a passkey. */
  startPasskey: (proof: PasswordProof) => Promise<PasskeyCreationOptions>;
  addPasskey: (name: string, credential: PasskeyRegistration) => Promise<Passkey>;
  renamePasskey: (id: string, name: string) => Promise<Passkey>;
  removePasskey: (id: string) => Promise<void>;
  export: () => Promise<Blob>;
  remove: (proof: PasswordProof) => Promise<void>;
}

export function accountCalls(guarded: Client<paths>, exporting: Client<paths>): AccountCalls {
  return {
    rename: (displayName) => answer(guarded.PUT('/api/v1/account/profile', { body: { displayName } })),

    async resendVerification() {
      await answer(guarded.POST('/api/v1/auth/email/resend'));
    },

    async changePassword(currentPassword, newPassword) {
      await answer(guarded.POST('/api/v1/auth/password/change', { body: { currentPassword, newPassword } }));
    },

    sessions: (signal) => answer(guarded.GET('/api/v1/auth/sessions', { ...abortable(signal) })),

    async endSession(id) {
      await answer(guarded.DELETE('/api/v1/auth/sessions/{id}', { params: { path: { id } } }));
    },

    async endOtherSessions() {
      await answer(guarded.DELETE('/api/v1/auth/sessions', { params: { query: { others: true } } }));
    },

    secondFactor: (signal) => answer(guarded.GET('/api/v1/auth/second-factor', { ...abortable(signal) })),

    startTotp: (proof) => answer(guarded.POST('/api/v1/auth/second-factor/totp', { body: proof })),

    async confirmTotp(code) {
      const { codes } = await answer(
        guarded.POST('/api/v1/auth/second-factor/totp/confirm', { body: { code } }),
      );
      return codes;
    },

    async renewRecoveryCodes(proof) {
      const { codes } = await answer(
        guarded.POST('/api/v1/auth/second-factor/recovery-codes', { body: proof }),
      );
      return codes;
    },

    async disableSecondFactor(proof) {
      await answer(guarded.POST('/api/v1/auth/second-factor/disable', { body: proof }));
    },

    passkeys: (signal) => answer(guarded.GET('/api/v1/auth/passkeys', { ...abortable(signal) })),

    startPasskey: (proof) => answer(guarded.POST('/api/v1/auth/passkeys/options', { body: proof })),

    addPasskey: (name, credential) =>
      answer(guarded.POST('/api/v1/auth/passkeys', { body: { name, credential } })),

    renamePasskey: (id, name) =>
      answer(guarded.PUT('/api/v1/auth/passkeys/{id}/name', { params: { path: { id } }, body: { name } })),

    async removePasskey(id) {
      await answer(guarded.DELETE('/api/v1/auth/passkeys/{id}', { params: { path: { id } } }));
    },

    export: () => answer(exporting.GET('/api/v1/account/export', { parseAs: 'blob' })),

    async remove(proof) {
      await answer(guarded.POST('/api/v1/account/delete', { body: proof }));
    },
  };
}
