import { ProblemError } from '../problem/problem';
import type { Tokens } from './types';

export type SessionState = 'signed-in' | 'signed-out' | 'expired';

/** Exchanges the cookie's refresh token for new tokens; throws a ProblemError when the suite refuses. */
export type Exchange = () => Promise<Tokens>;

/** Asks for the refresh token in a cookie that scripts cannot read. Pages of other sites cannot send this header. */
export const BROWSER = { 'X-Session-Mode': 'browser' };

const KEY = 'auspex.session';

/** Stored when a sign-out did not reach the suite: the cookie, which scripts cannot delete, may still be valid. */
const UNHEARD_KEY = 'auspex.sign-out-unheard';
const UNHEARD = 'unheard';
/** The same, after the page sent the person to an external provider: they come back with a new cookie. */
const ELSEWHERE = 'elsewhere';

/**
 * The browser's session as this tab sees it. The access token lives in memory only; the refresh token is in a cookie that no
 * script can read. Storage holds a mark that there is a session, so that a reload and another tab know to ask for a token; the
 * mark is no secret. Each sign-in and each change of tenant makes another mark: the other tabs see that they show what is not
 * theirs any more. Refreshing happens once for all requests that ask at the same time.
 */
export class Session {
  private accessToken: string | undefined;
  /** Counts signing in and out, so that an answer that comes late is known for one of a session before. */
  private generation = 0;
  private renewal: Promise<string> | undefined;
  private current: SessionState;
  private markNow: string | undefined;
  private unheard: string | undefined;
  private readonly listeners = new Set<() => void>();

  private readonly storage: Storage | undefined;
  private readonly exchange: Exchange;

  constructor(storage: Storage | undefined, exchange: Exchange) {
    this.storage = storage;
    this.exchange = exchange;
    this.markNow = this.stored(KEY);
    this.unheard = this.stored(UNHEARD_KEY);
    this.current = this.markNow === undefined ? 'signed-out' : 'signed-in';
  }

  readonly state = (): SessionState => this.current;

  /** Another value for each sign-in and tenant; undefined when signed out. */
  readonly identity = (): string | undefined => this.markNow;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  signIn(tokens: Pick<Tokens, 'accessToken'>): void {
    this.generation += 1;
    this.renewal = undefined;
    this.accessToken = tokens.accessToken;
    this.mark();
    this.become('signed-in');
  }

  /**
   * Somebody signed in by another way than this page: the cookie is there, and no token yet. Not so where it may be the cookie of
   * somebody whose sign-out the suite has not heard of.
   */
  adopt(): void {
    if (this.unheard === UNHEARD) {
      return;
    }
    this.generation += 1;
    this.mark();
    this.become('signed-in');
  }

  /** Whether a sign-out did not reach the suite, so that its cookie may still be valid. */
  readonly lingers = (): boolean => this.current !== 'signed-in' && this.unheard !== undefined;

  /** Records that the sign-out did not reach the suite. */
  linger(): void {
    this.keepUnheard(UNHEARD);
  }

  /** Records that the sign-out has reached the suite. */
  heard(): void {
    this.keepUnheard(undefined);
  }

  /** Somebody goes to sign in elsewhere, and may come back by {@link adopt}. */
  leave(): void {
    if (this.unheard !== undefined) {
      this.keepUnheard(ELSEWHERE);
    }
  }

  signOut(): void {
    this.end('signed-out');
  }

  /** The access token, fetched first where a reload has lost it; undefined when nobody is signed in. */
  async token(): Promise<string | undefined> {
    if (this.accessToken !== undefined || this.current !== 'signed-in') {
      return this.accessToken;
    }
    return this.renew(undefined);
  }

  /**
   * A newer access token than the refused one.
   *
   * @param refused token that the suite answered with 401; where another request has renewed it meanwhile, no second
   *                exchange happens
   */
  async renew(refused: string | undefined): Promise<string> {
    if (this.accessToken !== undefined && this.accessToken !== refused) {
      return this.accessToken;
    }
    if (this.renewal !== undefined) {
      return this.renewal;
    }
    // The cookie may be another tab's by now, whose news are still on their way.
    this.follow();
    if (this.current !== 'signed-in') {
      throw notSignedIn();
    }
    const renewal: Promise<string> = this.exchangeOnce().finally(() => {
      if (this.renewal === renewal) {
        this.renewal = undefined;
      }
    });
    this.renewal = renewal;
    return renewal;
  }

  private async exchangeOnce(): Promise<string> {
    const generation = this.generation;
    try {
      const tokens = await this.exchange();
      // The old session must not replace a sign-in or sign-out that happened in the meantime.
      if (this.generation !== generation) {
        throw notSignedIn();
      }
      this.accessToken = tokens.accessToken;
      return tokens.accessToken;
    } catch (error) {
      const refused =
        error instanceof ProblemError && (error.problem.status === 401 || error.problem.status === 400);
      if (refused && this.generation === generation) {
        this.end('expired');
      }
      throw error;
    }
  }

  /** Another tab signed in or out, or went on in another tenant: the mark in storage changed. */
  readonly follow = (): void => {
    if (this.storage === undefined) {
      return;
    }
    const unheard = this.stored(UNHEARD_KEY);
    if (unheard !== this.unheard) {
      this.unheard = unheard;
      this.tell();
    }
    const stored = this.stored(KEY);
    if (stored === undefined) {
      if (this.current === 'signed-in') {
        this.end('signed-out');
      }
    } else if (this.current !== 'signed-in' || stored !== this.markNow) {
      this.generation += 1;
      this.accessToken = undefined;
      this.renewal = undefined;
      this.markNow = stored;
      this.become('signed-in');
    }
  };

  private keepUnheard(value: string | undefined): void {
    this.unheard = value;
    try {
      if (value === undefined) {
        this.storage?.removeItem(UNHEARD_KEY);
      } else {
        this.storage?.setItem(UNHEARD_KEY, value);
      }
    } catch {
      // Storage is full or blocked: the page remembers it until it closes.
    }
    this.tell();
  }

  private mark(): void {
    // The new sign-in's cookie has taken the place of the one before.
    if (this.unheard !== undefined) {
      this.keepUnheard(undefined);
    }
    this.markNow = newMark();
    try {
      this.storage?.setItem(KEY, this.markNow);
    } catch {
      // Storage is full or barred: the session then lives as long as the page does.
    }
  }

  private end(state: SessionState): void {
    this.generation += 1;
    this.accessToken = undefined;
    this.renewal = undefined;
    const mine = this.markNow;
    this.markNow = undefined;
    try {
      // Another tab may have signed in meanwhile: its mark stays.
      if (this.stored(KEY) === mine) {
        this.storage?.removeItem(KEY);
      }
    } catch {
      // Storage is barred: nothing was kept in it.
    }
    this.become(state);
  }

  private become(state: SessionState): void {
    this.current = state;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }

  private stored(key: string): string | undefined {
    try {
      return this.storage?.getItem(key) ?? undefined;
    } catch {
      return undefined;
    }
  }
}

/** Random, and no secret: `randomUUID` is barred where the page came over plain HTTP from another machine. */
function newMark(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('-');
}

function notSignedIn(): ProblemError {
  return new ProblemError({
    status: 401,
    title: 'Not signed in',
    detail: 'Sign in to continue.',
    violations: [],
  });
}
