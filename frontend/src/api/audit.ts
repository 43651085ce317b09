import type { Client } from 'openapi-fetch';

import type { paths } from '../../target/schema';
import { abortable, answer } from './answer';
import type { AuditPage } from './types';

const PAGE_SIZE = 50;

export type AuditFormat = 'csv' | 'ndjson';

/** Security events of the tenant, for admins. */
export interface AuditCalls {
  list: (filter: { kind?: string; cursor?: string }, signal?: AbortSignal) => Promise<AuditPage>;
  export: (format: AuditFormat) => Promise<Blob>;
}

export function auditCalls(guarded: Client<paths>, exporting: Client<paths>): AuditCalls {
  return {
    list: (filter, signal) =>
      answer(
        guarded.GET('/api/v1/audit', {
          params: { query: { limit: PAGE_SIZE, ...filter } },
          ...abortable(signal),
        }),
      ),

    export: (format) =>
      answer(
        format === 'csv'
          ? exporting.GET('/api/v1/audit/export.csv', { parseAs: 'blob' })
          : exporting.GET('/api/v1/audit/export.ndjson', { parseAs: 'blob' }),
      ),
  };
}
