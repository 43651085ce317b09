import { describe, expect, it } from 'vitest';

import { PATHS, routeOf } from './router';

describe('routeOf', () => {
  it.each([
    [PATHS.predict, { page: 'predict' }],
    [PATHS.predictions, { page: 'predictions' }],
    ['/predictions/', { page: 'predictions' }],
    [PATHS.prediction('0197-a/b'), { page: 'prediction', id: '0197-a/b' }],
    [PATHS.signIn, { page: 'sign-in' }],
    [PATHS.register, { page: 'register' }],
    [PATHS.forgotPassword, { page: 'forgot-password' }],
    [PATHS.resetPassword, { page: 'reset-password' }],
    [PATHS.verifyEmail, { page: 'verify-email' }],
    [PATHS.acceptInvitation, { page: 'accept-invitation' }],
    ['/settings', { page: 'settings', section: 'profile' }],
    [PATHS.settings('audit'), { page: 'settings', section: 'audit' }],
    ['/settings/elsewhere', { page: 'unknown' }],
    ['/elsewhere', { page: 'unknown' }],
    ['/predictions/1/2', { page: 'unknown' }],
    ['/predictions/%E0%A4%A', { page: 'unknown' }],
  ])('knows %s', (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });
});
