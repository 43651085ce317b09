// @vitest-environment node
import { describe, expect, it, vi } from 'vitest';

import { ProblemError } from '../problem/problem';
import { createApi } from './client';

const BASE = 'http://suite.test';
const KEY = 'auspex.session';

/** The part of Storage that a session uses. */
function storageWith(mark?: string): Storage {
  const items = new Map(mark === undefined ? [] : [[KEY, mark]]);
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as unknown as Storage;
}

function tokens(generation: number) {
  return {
    accessToken: `access-${generation}`,
    tokenType: 'Bearer',
    expiresIn: 600,
  };
}

interface Seen {
  method: string;
  path: string;
  authorization: string | null;
  mode: string | null;
  body: string;
}

/** A suite that accepts one access token and the browser's cookie, and hands out the next generation. */
function suite(generation = 1, cookieIsGood = true) {
  let current = generation;
  const seen: Seen[] = [];
  const send = vi.fn(async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const body = await request.text();
    const authorization = request.headers.get('Authorization');
    const mode = request.headers.get('X-Session-Mode');
    seen.push({ method: request.method, path: url.pathname + url.search, authorization, mode, body });
    await Promise.resolve();
    if (url.pathname === '/api/v1/auth/refresh') {
      if (mode !== 'browser' || body !== '{}' || !cookieIsGood) {
        return Response.json({ title: 'Not signed in', status: 401 }, { status: 401 });
      }
      current += 1;
      return Response.json(tokens(current));
    }
    if (/^\/api\/v1\/auth\/(login|login\/passkey|register)$/.test(url.pathname)) {
      return Response.json(tokens(current));
    }
    if (url.pathname === '/api/v1/auth/logout') {
      return new Response(null, { status: 204 });
    }
    if (authorization !== `Bearer access-${current}`) {
      return Response.json({ title: 'Not signed in', status: 401 }, { status: 401 });
    }
    return Response.json(
      url.pathname.endsWith('/models') ? [{ name: 'churn', versions: [], aliases: {} }] : { body },
    );
  });
  return {
    send,
    seen,
    expireAccessTokens: () => {
      current += 1;
      return current;
    },
    refreshes: () => seen.filter(({ path }) => path === '/api/v1/auth/refresh').length,
  };
}

describe('the API client', () => {
  it('keeps no token in storage and asks for the cookie that no script can read', async () => {
    // Given
    const storage = storageWith();
    const server = suite();
    const api = createApi(storage, server.send, BASE);

    // When
    await api.signIn({ email: 'a@example.com', password: 'a long password' });

    // Then
    expect(api.session.state()).toBe('signed-in');
    expect(server.seen.map(({ mode }) => mode)).toEqual(['browser']);
    expect([...(storage as unknown as { items: Map<string, string> }).items]).toEqual([
      [KEY, expect.stringMatching(/^\w+-\w+$/)],
    ]);
  });

  it('tells the suite of a sign-out, and says so when it could not', async () => {
    const server = suite();
    const storage = storageWith();
    const api = createApi(storage, server.send, BASE);
    await api.signIn({ email: 'a@example.com', password: 'a long password' });

    await api.signOut();

    expect(server.seen.at(-1)).toMatchObject({
      method: 'POST',
      path: '/api/v1/auth/logout',
      mode: 'browser',
    });
    expect(storage.getItem(KEY)).toBeNull();
    const offline = createApi(storageWith('open'), () => Promise.reject(new TypeError('failed')), BASE);
    await expect(offline.signOut()).rejects.toBeInstanceOf(ProblemError);
    expect(offline.session.state()).toBe('signed-out');
    expect(offline.session.lingers()).toBe(true);
  });

  it('knows after a reload that the suite has not heard of a sign-out, and adopts no session until it has', async () => {
    const storage = storageWith('open');
    const broken = createApi(storage, () => Promise.resolve(new Response(null, { status: 503 })), BASE);
    await expect(broken.signOut()).rejects.toBeInstanceOf(ProblemError);

    const reloaded = createApi(storage, suite().send, BASE);
    reloaded.session.adopt();
    expect(reloaded.session.state()).toBe('signed-out');
    expect(reloaded.session.lingers()).toBe(true);

    await reloaded.signOut();
    expect(reloaded.session.lingers()).toBe(false);
    expect(createApi(storage, suite().send, BASE).session.lingers()).toBe(false);
    reloaded.session.adopt();
    expect(reloaded.session.state()).toBe('signed-in');
  });

  it('takes an answer that there is no session for a sign-out that was heard', async () => {
    const api = createApi(
      storageWith('open'),
      () => Promise.resolve(Response.json({ title: 'Not signed in' }, { status: 401 })),
      BASE,
    );

    await api.signOut();

    expect(api.session.lingers()).toBe(false);
  });

  it('adopts who comes back from a provider, and forgets an unheard sign-out with the next sign-in', async () => {
    const storage = storageWith('open');
    const offline = createApi(storage, () => Promise.reject(new TypeError('failed')), BASE);
    await expect(offline.signOut()).rejects.toBeInstanceOf(ProblemError);
    offline.session.leave();

    const back = createApi(storage, suite().send, BASE);
    back.session.adopt();

    expect(back.session.state()).toBe('signed-in');
    back.session.signOut();
    expect(back.session.lingers()).toBe(false);
  });

  it('hears from another tab that the suite has not heard of a sign-out', async () => {
    const storage = storageWith('open');
    const other = createApi(storage, suite().send, BASE);
    const offline = createApi(storage, () => Promise.reject(new TypeError('failed')), BASE);
    await expect(offline.signOut()).rejects.toBeInstanceOf(ProblemError);

    other.session.follow();

    expect(other.session.lingers()).toBe(true);
  });

  it('signs in with a passkey in the same kind of session', async () => {
    const server = suite();
    const api = createApi(storageWith(), server.send, BASE);
    const assertion = {
      id: 'AAAA',
      type: 'public-key',
      response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA', userHandle: 'AAAA' },
    };

    await api.signInWithPasskey(assertion);

    expect(server.seen.at(-1)).toMatchObject({
      path: '/api/v1/auth/login/passkey',
      mode: 'browser',
      body: JSON.stringify(assertion),
    });
    expect(api.session.state()).toBe('signed-in');
  });

  it('adopts a session that was opened by another way, and asks for a token then', async () => {
    const server = suite();
    const storage = storageWith();
    const api = createApi(storage, server.send, BASE);

    api.session.adopt();

    expect(await api.models()).toHaveLength(1);
    expect(server.refreshes()).toBe(1);
    expect(storage.getItem(KEY)).not.toBeNull();
  });

  it('follows another tab that signs out or in', () => {
    const storage = storageWith('open');
    const api = createApi(storage, suite().send, BASE);

    storage.removeItem(KEY);
    api.session.follow();
    expect(api.session.state()).toBe('signed-out');

    storage.setItem(KEY, 'open');
    api.session.follow();
    expect(api.session.state()).toBe('signed-in');
  });

  it('sends the access token with every guarded call', async () => {
    const server = suite();
    const api = createApi(storageWith(), server.send, BASE);
    await api.register({ email: 'a@example.com', password: 'a long password' });

    const models = await api.models();

    expect(models.map(({ name }) => name)).toEqual(['churn']);
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([null, 'Bearer access-1']);
  });

  it('picks a session up after a reload by refreshing first', async () => {
    const server = suite();
    const storage = storageWith('open');
    const api = createApi(storage, server.send, BASE);

    await Promise.all([api.models(), api.me(), api.predictions({})]);

    expect(server.refreshes()).toBe(1);
    expect(storage.getItem(KEY)).toBe('open');
    expect(api.session.state()).toBe('signed-in');
  });

  it('refreshes once for many calls that meet a 401 at the same time, and repeats each with its body', async () => {
    // Given: a session whose access token has expired, while its refresh token still holds
    const server = suite();
    const api = createApi(storageWith(), server.send, BASE);
    await api.signIn({ email: 'a@example.com', password: 'a long password' });
    let firstTries = 0;
    const refuse = server.send.getMockImplementation();
    server.send.mockImplementation(async (request) => {
      if (request.headers.get('Authorization') === 'Bearer access-1') {
        firstTries += 1;
        return Response.json({ title: 'Not signed in', status: 401 }, { status: 401 });
      }
      return (refuse as (request: Request) => Promise<Response>)(request);
    });

    // When
    const answers = await Promise.all([
      api.models(),
      api.predict({ model: 'churn', features: { tenure: 12 } }),
      api.predictions({ model: 'churn', cursor: 'abc' }),
      api.me(),
    ]);

    // Then
    expect(firstTries).toBe(4);
    expect(server.refreshes()).toBe(1);
    expect(answers[1]).toEqual({ body: JSON.stringify({ model: 'churn', features: { tenure: 12 } }) });
    expect(server.seen.at(-2)?.path ?? '').toBeTruthy();
    expect(server.seen.map(({ path }) => path)).toContain(
      '/api/v1/predictions?limit=20&model=churn&cursor=abc',
    );
  });

  it('does not repeat in another tenant what was written for this one', async () => {
    const storage = storageWith('first');
    const { send, seen, expireAccessTokens } = suite(1);
    const api = createApi(storage, send, BASE);
    await api.me();
    const before = seen.length;
    expireAccessTokens();
    storage.setItem(KEY, 'second');

    const refused = api.keys.revoke('1');

    await expect(refused).rejects.toBeInstanceOf(ProblemError);
    expect(seen.slice(before).filter((request) => request.method === 'DELETE')).toHaveLength(1);
    expect(storage.getItem(KEY)).toBe('second');
  });

  it('leaves the mark of another tab that signed in alone when its own session ends', async () => {
    const storage = storageWith('first');
    const { send } = suite(1);
    const api = createApi(storage, send, BASE);
    await api.me();
    storage.setItem(KEY, 'second');

    api.session.signOut();

    expect(storage.getItem(KEY)).toBe('second');
  });

  it('does not refresh again for a 401 of a token that another call has replaced already', async () => {
    const server = suite();
    const api = createApi(storageWith('open'), server.send, BASE);
    await api.models();

    const token = await api.session.renew('access-1');

    expect(token).toBe('access-2');
    expect(server.refreshes()).toBe(1);
  });

  it('ends the session as expired when the refresh token is refused', async () => {
    const server = suite(1, false);
    const storage = storageWith('open');
    const api = createApi(storage, server.send, BASE);

    const failure = await api.models().catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ProblemError);
    expect(api.session.state()).toBe('expired');
    expect(storage.getItem(KEY)).toBeNull();
  });

  it('keeps the session when the refresh cannot be answered', async () => {
    const storage = storageWith('open');
    const send = vi.fn(() => Promise.resolve(new Response('busy', { status: 503 })));
    const api = createApi(storage, send, BASE);

    const failure = await api.models().catch((error: unknown) => error);

    expect(failure).toMatchObject({ problem: { status: 503 } });
    expect(api.session.state()).toBe('signed-in');
    expect(storage.getItem(KEY)).toBe('open');
  });

  it('gives up after one repetition', async () => {
    const server = suite();
    const api = createApi(storageWith(), server.send, BASE);
    await api.signIn({ email: 'a@example.com', password: 'a long password' });
    server.send.mockImplementation((request) =>
      Promise.resolve(
        request.url.endsWith('/refresh')
          ? Response.json(tokens(9))
          : Response.json({ title: 'Not signed in', status: 401 }, { status: 401 }),
      ),
    );

    const failure = await api.models().catch((error: unknown) => error);

    expect(failure).toMatchObject({ problem: { status: 401 } });
    expect(server.send).toHaveBeenCalledTimes(4);
  });

  it('does not let a refresh that was under way bring a signed-out session back', async () => {
    // Given
    let release: (response: Response) => void = () => undefined;
    const send = vi.fn(() => new Promise<Response>((resolve) => (release = resolve)));
    const storage = storageWith('open');
    const api = createApi(storage, send, BASE);
    const call = api.models().catch((error: unknown) => error);
    await vi.waitFor(() => {
      expect(send).toHaveBeenCalledOnce();
    });

    // When
    api.session.signOut();
    release(Response.json(tokens(2)));

    // Then
    expect(await call).toMatchObject({ problem: { status: 401 } });
    expect(send).toHaveBeenCalledOnce();
    expect(api.session.state()).toBe('signed-out');
    expect(storage.getItem(KEY)).toBeNull();
  });

  it('works without storage', async () => {
    const barred = {
      getItem: () => {
        throw new DOMException('barred', 'SecurityError');
      },
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
      removeItem: () => {
        throw new DOMException('barred', 'SecurityError');
      },
    } as unknown as Storage;
    const api = createApi(barred, suite().send, BASE);

    await api.signIn({ email: 'a@example.com', password: 'a long password' });
    expect(await api.models()).toHaveLength(1);
    await api.signOut();

    expect(api.session.state()).toBe('signed-out');
  });

  it('tells a network failure, an answer that is not JSON and an abort apart', async () => {
    const answering = (response: () => Promise<Response>) => {
      const api = createApi(storageWith(), response, BASE);
      return api.models().catch((error: unknown) => error);
    };

    const offline = await answering(() => Promise.reject(new TypeError('fetch failed')));
    const foreign = await answering(() => Promise.resolve(new Response('<html></html>', { status: 200 })));
    const aborted = await answering(() => Promise.reject(new DOMException('gone', 'AbortError')));

    expect(offline).toMatchObject({ problem: { title: 'No connection' } });
    expect(foreign).toMatchObject({ problem: { title: 'Unexpected response' } });
    expect(aborted).not.toBeInstanceOf(ProblemError);
  });

  it('puts names into paths safely', async () => {
    const server = suite();
    const api = createApi(storageWith('open'), server.send, BASE);

    await api.modelVersion('a/b', '1?x');
    await api.prediction('id');

    expect(server.seen.map(({ path }) => path).slice(1)).toEqual([
      '/api/v1/models/a%2Fb/versions/1%3Fx',
      '/api/v1/predictions/id',
    ]);
  });
});
