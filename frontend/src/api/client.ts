import createClient from 'openapi-fetch';

import type { paths } from '../../target/schema';
import { ProblemError, problemFrom } from '../problem/problem';
import { type AccountCalls, accountCalls } from './account';
import { abortable, answer } from './answer';
import { type AuditCalls, auditCalls } from './audit';
import { type KeyCalls, keyCalls } from './keys';
import { BROWSER, Session } from './session';
import { type TenantCalls, tenantCalls } from './tenants';
import type {
  Account,
  Credentials,
  Explanation,
  ExternalProvider,
  ModelSummary,
  ModelVersion,
  PasskeyAssertion,
  PasskeyRequestOptions,
  Prediction,
  PredictionPage,
  PredictionRequest,
} from './types';

type Send = (request: Request) => Promise<Response>;

/** Longest time that a request may take before the page gives up on it, in milliseconds. */
const PATIENCE_MILLIS = 30_000;

/** The same for exports, which may be long. */
const PATIENCE_WITH_EXPORTS_MILLIS = 600_000;

const PAGE_SIZE = 20;

export interface Api {
  session: Session;
  /** Whether the account is signed in, or has to open the link in an email first. */
  register: (credentials: Credentials) => Promise<'signed-in' | 'mailed'>;
  /** The challenge where a code is asked for; undefined when signed in. */
  signIn: (credentials: Credentials) => Promise<string | undefined>;
  signInWithCode: (challenge: string, code: string) => Promise<void>;
  /** Options for the browser's passkey prompt. */
  startPasskeySignIn: () => Promise<PasskeyRequestOptions>;
  signInWithPasskey: (assertion: PasskeyAssertion) => Promise<void>;
  /** The external OpenID provider that people can sign in with. */
  externalProvider: (signal?: AbortSignal) => Promise<ExternalProvider>;
  forgotPassword: (email: string) => Promise<void>;
  resetPassword: (token: string, newPassword: string) => Promise<void>;
  verifyEmail: (token: string, password: string) => Promise<void>;
  /** Joins a tenant and switches to it. */
  acceptInvitation: (token: string) => Promise<void>;
  /** Signs out, or repeats a sign-out that did not reach the suite: see Session.lingers. */
  signOut: () => Promise<void>;
  me: (signal?: AbortSignal) => Promise<Account>;
  models: (signal?: AbortSignal) => Promise<ModelSummary[]>;
  modelVersion: (name: string, version: string, signal?: AbortSignal) => Promise<ModelVersion>;
  predict: (request: PredictionRequest) => Promise<Prediction>;
  predictions: (filter: { model?: string; cursor?: string }, signal?: AbortSignal) => Promise<PredictionPage>;
  prediction: (id: string, signal?: AbortSignal) => Promise<Prediction>;
  explain: (
    model: string,
    version: string,
    features: Record<string, unknown>,
    signal?: AbortSignal,
  ) => Promise<Explanation>;
  /** Operations on the caller's own account. */
  account: AccountCalls;
  keys: KeyCalls;
  tenants: TenantCalls;
  audit: AuditCalls;
}

/** The suite's REST interface as this application calls it. Every failure is a ProblemError, save a caller's abort. */
export function createApi(
  storage: Storage | undefined,
  send: Send = (request) => fetch(request),
  baseUrl: string = window.location.origin,
): Api {
  const waiting =
    (millis: number): Send =>
    (request) =>
      send(new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(millis)]) }));
  const patient = waiting(PATIENCE_MILLIS);

  const open = createClient<paths>({ baseUrl, fetch: patient });
  const session = new Session(storage, () =>
    answer(open.POST('/api/v1/auth/refresh', { body: {}, headers: BROWSER })),
  );
  const guarded = createClient<paths>({ baseUrl, fetch: authorized(session, patient) });
  const exporting = createClient<paths>({
    baseUrl,
    fetch: authorized(session, waiting(PATIENCE_WITH_EXPORTS_MILLIS)),
  });
  const tenants = tenantCalls(guarded, session);

  return {
    session,

    async register(credentials) {
      const tokens = await answer(
        open.POST('/api/v1/auth/register', { body: credentials, headers: BROWSER }),
      );
      if (tokens?.accessToken === undefined) {
        return 'mailed';
      }
      session.signIn(tokens);
      return 'signed-in';
    },

    async signIn(credentials) {
      const signedIn = await answer(open.POST('/api/v1/auth/login', { body: credentials, headers: BROWSER }));
      const { accessToken, secondFactor } = signedIn;
      if (secondFactor != null) {
        return secondFactor.challenge;
      }
      if (accessToken === undefined) {
        throw unexpected();
      }
      session.signIn({ accessToken });
      return undefined;
    },

    async signInWithCode(challenge, code) {
      session.signIn(
        await answer(
          open.POST('/api/v1/auth/login/second-factor', { body: { challenge, code }, headers: BROWSER }),
        ),
      );
    },

    startPasskeySignIn: () => answer(open.POST('/api/v1/auth/login/passkey/options')),

    async signInWithPasskey(assertion) {
      session.signIn(
        await answer(open.POST('/api/v1/auth/login/passkey', { body: assertion, headers: BROWSER })),
      );
    },

    externalProvider: (signal) => answer(open.GET('/api/v1/auth/external', { ...abortable(signal) })),

    async forgotPassword(email) {
      await answer(open.POST('/api/v1/auth/password/forgot', { body: { email } }));
    },

    async resetPassword(token, newPassword) {
      await answer(open.POST('/api/v1/auth/password/reset', { body: { token, newPassword } }));
    },

    async verifyEmail(token, password) {
      await answer(open.POST('/api/v1/auth/email/verify', { body: { token, password } }));
    },

    async acceptInvitation(token) {
      const joined = await answer(guarded.POST('/api/v1/invitations/accept', { body: { token } }));
      await tenants.switchTo(joined.id);
    },

    async signOut() {
      // The page signs out immediately. If the request fails, the suite's cookie may still be valid.
      session.signOut();
      try {
        await answer(open.POST('/api/v1/auth/logout', { body: {}, headers: BROWSER }));
      } catch (error) {
        const { status } = problemFrom(error);
        // There is no session to end: the cookie is missing or no longer valid.
        if (status !== 400 && status !== 401) {
          if (session.state() !== 'signed-in') {
            session.linger();
          }
          throw error;
        }
      }
      session.heard();
    },

    me: (signal) => answer(guarded.GET('/api/v1/auth/me', { ...abortable(signal) })),

    models: (signal) => answer(guarded.GET('/api/v1/models', { ...abortable(signal) })),

    modelVersion: (name, version, signal) =>
      answer(
        guarded.GET('/api/v1/models/{name}/versions/{version}', {
          params: { path: { name, version } },
          ...abortable(signal),
        }),
      ),

    predict: (request) => answer(guarded.POST('/api/v1/predictions', { body: request })),

    predictions: (filter, signal) =>
      answer(
        guarded.GET('/api/v1/predictions', {
          params: { query: { limit: PAGE_SIZE, ...filter } },
          ...abortable(signal),
        }),
      ),

    prediction: (id, signal) =>
      answer(guarded.GET('/api/v1/predictions/{id}', { params: { path: { id } }, ...abortable(signal) })),

    explain: (name, version, features, signal) =>
      answer(
        guarded.POST('/api/v1/models/{name}/versions/{version}/explain', {
          params: { path: { name, version } },
          body: { features },
          ...abortable(signal),
        }),
      ),

    account: accountCalls(guarded, exporting),
    keys: keyCalls(guarded),
    tenants,
    audit: auditCalls(guarded, exporting),
  };
}

/** Sends a request with the session's token. A 401 renews the token once and retries once. */
function authorized(session: Session, send: Send): Send {
  return async (request) => {
    const token = await session.token();
    const identity = session.identity();
    // The body of a request can be read once: the second try needs a copy made before the first.
    const again = request.clone();
    const response = await send(bearing(request, token));
    if (response.status !== 401 || token === undefined) {
      return response;
    }
    const renewed = await session.renew(token);
    // What was written for one tenant is not to be done in another.
    if (session.identity() !== identity) {
      throw movedOn();
    }
    return send(bearing(again, renewed));
  };
}

/** The suite sends tokens or the question for a code. */
function unexpected(): ProblemError {
  return new ProblemError({
    status: 0,
    title: 'Unexpected response',
    detail: 'Auspex sent neither a session nor the question for a code. Try again.',
    violations: [],
  });
}

function movedOn(): ProblemError {
  return new ProblemError({
    status: 401,
    title: 'Session changed',
    detail:
      'Someone signed in or switched tenants in another tab. Check what this page shows now, then try again.',
    violations: [],
  });
}

function bearing(request: Request, token: string | undefined): Request {
  if (token !== undefined) {
    request.headers.set('Authorization', `Bearer ${token}`);
  }
  return request;
}
