import { describe, expect, it } from 'vitest';

import { PATHS, predictionPath } from '../navigation/paths';
import { ALL_PAGES, routeOf } from './pages';

describe('routeOf', () => {
  it.each([
    [PATHS.predict, 'predict', {}],
    [PATHS.predictions, 'predictions', {}],
    ['/predictions/', 'predictions', {}],
    [predictionPath('0197-a/b'), 'prediction', { id: '0197-a/b' }],
    [PATHS.signIn, 'signIn', {}],
    [PATHS.register, 'register', {}],
    [PATHS.forgotPassword, 'forgotPassword', {}],
    [PATHS.resetPassword, 'resetPassword', {}],
    [PATHS.verifyEmail, 'verifyEmail', {}],
    [PATHS.acceptInvitation, 'acceptInvitation', {}],
    ['/settings', 'profile', {}],
    [PATHS.audit, 'audit', {}],
    ['/settings/elsewhere', undefined, {}],
    ['/elsewhere', undefined, {}],
    ['/predictions/1/2', undefined, {}],
    ['/predictions/%E0%A4%A', undefined, {}],
  ])('knows %s', (path, name, values) => {
    expect(routeOf(path)).toMatchObject({ name, values });
  });

  it.each(ALL_PAGES)('leads to %s by its own address', (name, { path }) => {
    expect(routeOf(path).name).toBe(name);
  });
});

it('shows settings of the tenant to admins only', () => {
  const forAdmins = ALL_PAGES.filter(([, { access }]) => access === 'admin').map(([name]) => name);

  expect(forAdmins).toEqual(['tenant', 'audit']);
});
