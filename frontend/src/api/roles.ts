import { type Account, type Role, ROLES } from './types';

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  member: 'Member',
  analyst: 'Analyst',
  admin: 'Admin',
  owner: 'Owner',
};

/** A role's name for people; a role that this page does not know yet is called by its own name. */
export function roleName(role: string): string {
  return ROLES.some((known) => known === role) ? ROLE_NAMES[role as Role] : role;
}

/** What each role may do in addition to the roles before it. */
export const ROLE_MEANINGS: Readonly<Record<Role, string>> = {
  member: 'Can make and read predictions, view model metrics and the team, and create API keys.',
  analyst:
    'Can also read everything about models: all versions with their files and cards, and aliases with their history.',
  admin: 'Can also invite and manage members, manage API keys and settings, and read the audit log.',
  owner: 'Can also add and remove owners.',
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
export function manages(own: Role, member: string): boolean {
  return reaches(own, 'admin') && (member !== 'owner' || own === 'owner');
}

function reaches(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}
