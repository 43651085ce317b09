import { expect, it, vi } from 'vitest';

import { createQueryClient, forgetOnMove } from './queries';
import { Session } from './session';
import type { Tokens } from './types';

const TOKENS: Tokens = { accessToken: 'first', tokenType: 'Bearer', expiresIn: 600 };

/** Storage that several tabs share. */
function shared(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
    removeItem: (key: string) => items.delete(key),
  } as unknown as Storage;
}

it('is another one after each sign-in, and the same after a reload', () => {
  const storage = shared();
  const session = new Session(storage, () => Promise.resolve(TOKENS));
  session.signIn(TOKENS);
  const first = session.identity();
  session.signIn(TOKENS);

  expect(first).toBeDefined();
  expect(session.identity()).not.toBe(first);
  expect(new Session(storage, () => Promise.resolve(TOKENS)).identity()).toBe(session.identity());
  session.signOut();
  expect(session.identity()).toBeUndefined();
});

it('asks for a token of the new tenant when another tab has switched', async () => {
  const storage = shared();
  const exchange = vi.fn(() => Promise.resolve({ ...TOKENS, accessToken: 'second' }));
  const here = new Session(storage, exchange);
  here.signIn(TOKENS);
  const there = new Session(storage, exchange);
  there.signIn(TOKENS);

  here.follow();

  expect(here.state()).toBe('signed-in');
  expect(here.identity()).toBe(there.identity());
  expect(await here.token()).toBe('second');
  expect(exchange).toHaveBeenCalledOnce();
});

it('changes nothing when what storage tells is known', async () => {
  const exchange = vi.fn(() => Promise.resolve(TOKENS));
  const session = new Session(shared(), exchange);
  session.signIn(TOKENS);
  const listener = vi.fn();
  session.subscribe(listener);

  session.follow();

  expect(listener).not.toHaveBeenCalled();
  expect(await session.token()).toBe('first');
  expect(exchange).not.toHaveBeenCalled();
});

it('forgets what was fetched when somebody signs in or the tenant changes, and keeps it when a session ends', () => {
  const session = new Session(shared(), () => Promise.resolve(TOKENS));
  session.signIn(TOKENS);
  const client = createQueryClient();
  forgetOnMove(client, session);

  client.setQueryData(['me'], 'somebody');
  session.signOut();
  expect(client.getQueryData(['me'])).toBe('somebody');
  session.signIn(TOKENS);
  expect(client.getQueryData(['me'])).toBeUndefined();

  client.setQueryData(['me'], 'in one tenant');
  session.signIn(TOKENS);
  expect(client.getQueryData(['me'])).toBeUndefined();
});
