import type { Client } from 'openapi-fetch';

import type { paths } from '../../target/schema';
import { abortable, answer } from './answer';
import type { ApiKey, CreatedApiKey, NewApiKey } from './types';

/** API keys of the tenant: one's own, for admins all. */
export interface KeyCalls {
  list: (signal?: AbortSignal) => Promise<ApiKey[]>;
  create: (key: NewApiKey) => Promise<CreatedApiKey>;
  revoke: (id: string) => Promise<void>;
}

export function keyCalls(guarded: Client<paths>): KeyCalls {
  return {
    list: (signal) => answer(guarded.GET('/api/v1/api-keys', { ...abortable(signal) })),

    create: (key) => answer(guarded.POST('/api/v1/api-keys', { body: key })),

    async revoke(id) {
      await answer(guarded.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }));
    },
  };
}
