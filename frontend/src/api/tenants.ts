import type { Client } from 'openapi-fetch';

import type { paths } from '../../target/schema';
import { abortable, answer } from './answer';
import { BROWSER, type Session } from './session';
import type { Invitation, Member, Branding, TenantSettings, Role, Tenant, TenantMembership } from './types';

/** The account's tenants, and what is in the one that the session is for. */
export interface TenantCalls {
  list: (signal?: AbortSignal) => Promise<TenantMembership[]>;
  create: (name: string) => Promise<TenantMembership>;
  /** Switches to another tenant and ends the current session. */
  switchTo: (tenantId: string) => Promise<void>;
  current: (signal?: AbortSignal) => Promise<Tenant>;
  brand: (branding: Branding) => Promise<Tenant>;
  settle: (settings: TenantSettings) => Promise<Tenant>;
  members: (signal?: AbortSignal) => Promise<Member[]>;
  changeRole: (account: string, role: Role) => Promise<void>;
  removeMember: (account: string) => Promise<void>;
  invitations: (signal?: AbortSignal) => Promise<Invitation[]>;
  invite: (email: string, role: Role) => Promise<Invitation>;
  withdraw: (id: string) => Promise<void>;
}

export function tenantCalls(guarded: Client<paths>, session: Session): TenantCalls {
  return {
    list: (signal) => answer(guarded.GET('/api/v1/tenants', { ...abortable(signal) })),

    create: (name) => answer(guarded.POST('/api/v1/tenants', { body: { name } })),

    async switchTo(tenantId) {
      session.signIn(
        await answer(guarded.POST('/api/v1/auth/switch', { body: { tenantId }, headers: BROWSER })),
      );
    },

    current: (signal) => answer(guarded.GET('/api/v1/tenant', { ...abortable(signal) })),

    brand: (branding) => answer(guarded.PUT('/api/v1/tenant/branding', { body: branding })),

    settle: (settings) => answer(guarded.PUT('/api/v1/tenant/settings', { body: settings })),

    members: (signal) => answer(guarded.GET('/api/v1/tenant/members', { ...abortable(signal) })),

    async changeRole(account, role) {
      await answer(
        guarded.PUT('/api/v1/tenant/members/{account}/role', {
          params: { path: { account } },
          body: { role },
        }),
      );
    },

    async removeMember(account) {
      await answer(guarded.DELETE('/api/v1/tenant/members/{account}', { params: { path: { account } } }));
    },

    invitations: (signal) => answer(guarded.GET('/api/v1/tenant/invitations', { ...abortable(signal) })),

    invite: (email, role) => answer(guarded.POST('/api/v1/tenant/invitations', { body: { email, role } })),

    async withdraw(id) {
      await answer(guarded.DELETE('/api/v1/tenant/invitations/{id}', { params: { path: { id } } }));
    },
  };
}
