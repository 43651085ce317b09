import { type Account, type Role, ROLES } from '../api/types';

/** What each role adds to those before it. */
export const ROLE_MEANINGS: Readonly<Record<Role, string>> = {
  member: 'Makes predictions, reads them and the figures of models, sees the team, makes API keys.',
  analyst: 'Also reads all about models: every version, its file and card, aliases and their history.',
  admin: 'Also invites, manages members, keys and settings, and reads the audit log.',
  owner: 'Also makes and unmakes owners.',
};

/** The highest of an account's roles in its tenant. */
export function roleOf({ roles }: Pick<Account, 'roles'>): Role {
  return ROLES.findLast((role) => roles.includes(role)) ?? 'member';
}

export function isAdmin(account: Pick<Account, 'roles'> | undefined): boolean {
  return account !== undefined && reaches(roleOf(account), 'admin');
}

/** Roles that somebody may give: up to their own, by admins. */
export function givable(own: Role): Role[] {
  return reaches(own, 'admin') ? ROLES.filter((role) => reaches(own, role)) : [];
}

/** Whether somebody may change a member's role, or remove them: admins may, and owners only by owners. */
export function manages(own: Role, member: Role): boolean {
  return reaches(own, 'admin') && (member !== 'owner' || own === 'owner');
}

function reaches(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}
