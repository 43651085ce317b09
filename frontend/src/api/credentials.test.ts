import { expect, it } from 'vitest';

import { checkCredentials } from './credentials';

const good = { email: 'name@example.com', password: 'a long password' };

it('accepts what the auth service accepts', () => {
  expect(checkCredentials(good)).toEqual({});
  expect(checkCredentials({ email: 'a@b', password: 'x'.repeat(12) })).toEqual({});
  expect(checkCredentials({ email: 'a@b', password: 'x'.repeat(128) })).toEqual({});
});

it.each(['', '  ', 'name', 'a@b@c', 'a b@c', '@c', `${'a'.repeat(250)}@b.cc`])(
  'refuses the address %j',
  (email) => {
    expect(checkCredentials({ ...good, email })).toHaveProperty('email');
  },
);

it.each(['', '            ', 'x'.repeat(11), 'x'.repeat(129)])('refuses the password %j', (password) => {
  expect(checkCredentials({ ...good, password })).toHaveProperty('password');
});
