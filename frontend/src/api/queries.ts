import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import { createContext, useContext, useSyncExternalStore } from 'react';

import { problemFrom } from '../problem/problem';
import type { Api } from './client';
import type { Session, SessionState } from './session';
import type { Prediction } from './types';

const ApiContext = createContext<Api | undefined>(undefined);

export const ApiProvider = ApiContext.Provider;

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === undefined) {
    throw new Error('useApi needs an ApiProvider around it');
  }
  return api;
}

export function useSessionState(): SessionState {
  const { session } = useApi();
  return useSyncExternalStore(session.subscribe, session.state);
}

/** Whether a sign-out did not reach the suite. */
export function useLingering(): boolean {
  const { session } = useApi();
  return useSyncExternalStore(session.subscribe, session.lingers);
}

/** Models and aliases change rarely; a minute's age is fine for choosing one. */
const MODELS_FRESH_MILLIS = 60_000;

/** Name, logo and role may change by somebody else's hand; a minute later is soon enough for the frame of the page. */
const TENANT_FRESH_MILLIS = 60_000;

const MOST_RETRIES = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What the suite refuses once it refuses again; what it could not answer may work a moment later.
        retry: (failures, error) => {
          const { status } = problemFrom(error);
          return failures < MOST_RETRIES && (status === 0 || status >= 502);
        },
        retryDelay: (attempt) => 500 * 2 ** attempt,
        refetchOnWindowFocus: false,
        staleTime: 5_000,
      },
    },
  });
}

/**
 * Forgets what was fetched whenever somebody else signs in or the tenant changes, in this tab or another, before a page can show
 * it. What pages show at the time is fetched anew.
 *
 * @returns ends this
 */
export function forgetOnMove(client: QueryClient, session: Session): () => void {
  let identity = session.identity();
  return session.subscribe(() => {
    const now = session.identity();
    if (now !== undefined && now !== identity) {
      void client.resetQueries();
    }
    identity = now ?? identity;
  });
}

export const queries = {
  me: (api: Api) =>
    queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => api.me(signal), staleTime: Infinity }),

  externalProvider: (api: Api) =>
    queryOptions({
      queryKey: ['external-provider'],
      queryFn: ({ signal }) => api.externalProvider(signal),
      staleTime: Infinity,
    }),

  models: (api: Api) =>
    queryOptions({
      queryKey: ['models'],
      queryFn: ({ signal }) => api.models(signal),
      staleTime: MODELS_FRESH_MILLIS,
    }),

  modelVersion: (api: Api, model: string, version: string) =>
    queryOptions({
      queryKey: ['models', model, version],
      queryFn: ({ signal }) => api.modelVersion(model, version, signal),
      staleTime: MODELS_FRESH_MILLIS,
    }),

  prediction: (api: Api, id: string) =>
    queryOptions({
      queryKey: ['prediction', id],
      queryFn: ({ signal }) => api.prediction(id, signal),
      staleTime: Infinity,
    }),

  /** A version never changes, and neither does why it answered as it did. */
  explanation: (api: Api, { id, model, version, features }: Prediction) =>
    queryOptions({
      queryKey: ['explanation', id],
      queryFn: ({ signal }) => api.explain(model, version, features, signal),
      staleTime: Infinity,
    }),

  predictions: (api: Api, model: string | undefined) =>
    infiniteQueryOptions({
      queryKey: ['predictions', model ?? null],
      queryFn: ({ pageParam, signal }) =>
        api.predictions(
          {
            ...(model === undefined ? {} : { model }),
            ...(pageParam === undefined ? {} : { cursor: pageParam }),
          },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),

  sessions: (api: Api) =>
    queryOptions({ queryKey: ['sessions'], queryFn: ({ signal }) => api.account.sessions(signal) }),

  secondFactor: (api: Api) =>
    queryOptions({ queryKey: ['second-factor'], queryFn: ({ signal }) => api.account.secondFactor(signal) }),

  passkeys: (api: Api) =>
    queryOptions({ queryKey: ['passkeys'], queryFn: ({ signal }) => api.account.passkeys(signal) }),

  keys: (api: Api) => queryOptions({ queryKey: ['keys'], queryFn: ({ signal }) => api.keys.list(signal) }),

  tenants: (api: Api) =>
    queryOptions({
      queryKey: ['tenants'],
      queryFn: ({ signal }) => api.tenants.list(signal),
      staleTime: TENANT_FRESH_MILLIS,
    }),

  tenant: (api: Api) =>
    queryOptions({
      queryKey: ['tenant'],
      queryFn: ({ signal }) => api.tenants.current(signal),
      staleTime: TENANT_FRESH_MILLIS,
    }),

  members: (api: Api) =>
    queryOptions({ queryKey: ['members'], queryFn: ({ signal }) => api.tenants.members(signal) }),

  invitations: (api: Api) =>
    queryOptions({ queryKey: ['invitations'], queryFn: ({ signal }) => api.tenants.invitations(signal) }),

  audit: (api: Api, kind: string | undefined) =>
    infiniteQueryOptions({
      queryKey: ['audit', kind ?? null],
      queryFn: ({ pageParam, signal }) =>
        api.audit.list(
          {
            ...(kind === undefined ? {} : { kind }),
            ...(pageParam === undefined ? {} : { cursor: pageParam }),
          },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
};
