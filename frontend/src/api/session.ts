import { ProblemError } from './problem';
import type { Tokens } from './types';

export type SessionState = 'signed-in' | 'signed-out' | 'expired';

/** Exchanges a refresh token for new tokens; throws a ProblemError when the suite refuses. */
export type Exchange = (refreshToken: string) => Promise<Tokens>;

const KEY = 'auspex.refresh-token';

/**
 * The session of this tab. The access token lives in memory only; the refresh token lies in sessionStorage, so that a
 * reload keeps the session and closing the tab ends it. Refreshing happens once for all requests that ask at the same
 * time, because a refresh token is good for one use.
 */
export class Session {
  private accessToken: string | undefined;
  private refreshToken: string | undefined;
  private renewal: Promise<string> | undefined;
  private current: SessionState;
  private readonly listeners = new Set<() => void>();

  private readonly storage: Storage | undefined;
  private readonly exchange: Exchange;

  constructor(storage: Storage | undefined, exchange: Exchange) {
    this.storage = storage;
    this.exchange = exchange;
    this.refreshToken = this.read();
    this.current = this.refreshToken === undefined ? 'signed-out' : 'signed-in';
  }

  readonly state = (): SessionState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  signIn(tokens: Tokens): void {
    this.renewal = undefined;
    this.keep(tokens);
    this.become('signed-in');
  }

  signOut(): void {
    this.end('signed-out');
  }

  /** The access token, fetched first where a reload has lost it; undefined when nobody is signed in. */
  async token(): Promise<string | undefined> {
    if (this.accessToken !== undefined || this.refreshToken === undefined) {
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
    if (this.refreshToken === undefined) {
      throw notSignedIn();
    }
    const renewal: Promise<string> = this.exchangeFor(this.refreshToken).finally(() => {
      if (this.renewal === renewal) {
        this.renewal = undefined;
      }
    });
    this.renewal = renewal;
    return renewal;
  }

  private async exchangeFor(refreshToken: string): Promise<string> {
    try {
      const tokens = await this.exchange(refreshToken);
      // Whoever signed out or in meanwhile must not be overtaken by the old session.
      if (this.refreshToken !== refreshToken) {
        throw notSignedIn();
      }
      this.keep(tokens);
      return tokens.accessToken;
    } catch (error) {
      const refused =
        error instanceof ProblemError && (error.problem.status === 401 || error.problem.status === 400);
      if (refused && this.refreshToken === refreshToken) {
        this.end('expired');
      }
      throw error;
    }
  }

  private keep(tokens: Tokens): void {
    this.accessToken = tokens.accessToken;
    this.refreshToken = tokens.refreshToken;
    try {
      this.storage?.setItem(KEY, tokens.refreshToken);
    } catch {
      // Storage is full or barred: the session then lives as long as the page does.
    }
  }

  private end(state: SessionState): void {
    this.accessToken = undefined;
    this.refreshToken = undefined;
    this.renewal = undefined;
    try {
      this.storage?.removeItem(KEY);
    } catch {
      // Storage is barred: nothing was kept in it.
    }
    this.become(state);
  }

  private become(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) {
      listener();
    }
  }

  private read(): string | undefined {
    try {
      return this.storage?.getItem(KEY) ?? undefined;
    } catch {
      return undefined;
    }
  }
}

function notSignedIn(): ProblemError {
  return new ProblemError({ status: 401, title: 'Not signed in', detail: 'Please sign in.', violations: [] });
}
