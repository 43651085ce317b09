import { describe, expect, it } from 'vitest';

import { givable, isAdmin, manages, roleOf } from './roles';

describe('roleOf', () => {
  it('is the highest of those that the account has', () => {
    expect(roleOf({ roles: ['member', 'analyst', 'admin'] })).toBe('admin');
    expect(roleOf({ roles: ['owner', 'member'] })).toBe('owner');
  });

  it('is the least where the suite names none that the page knows', () => {
    expect(roleOf({ roles: ['emperor'] })).toBe('member');
  });
});

it('holds admins and owners for admins, and nobody who is not known yet', () => {
  expect(isAdmin({ roles: ['member', 'analyst', 'admin'] })).toBe(true);
  expect(isAdmin({ roles: ['member', 'analyst', 'admin', 'owner'] })).toBe(true);
  expect(isAdmin({ roles: ['member', 'analyst'] })).toBe(false);
  expect(isAdmin(undefined)).toBe(false);
});

it('lets admins give roles up to their own, and nobody else any', () => {
  expect(givable('owner')).toEqual(['member', 'analyst', 'admin', 'owner']);
  expect(givable('admin')).toEqual(['member', 'analyst', 'admin']);
  expect(givable('analyst')).toEqual([]);
});

it('leaves owners to owners', () => {
  expect(manages('admin', 'admin')).toBe(true);
  expect(manages('admin', 'owner')).toBe(false);
  expect(manages('owner', 'owner')).toBe(true);
  expect(manages('analyst', 'member')).toBe(false);
});
