import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { AuditEvent } from '../api/types';
import { classes } from '../design/classes';
import { DownloadButton } from '../design/DownloadButton';
import { Empty } from '../design/Empty';
import { Field } from '../design/Field';
import layout from '../design/layout.module.css';
import { MorePages } from '../design/MorePages';
import { Page } from '../design/Page';
import { ProblemBanner } from '../design/ProblemBanner';
import rowStyles from '../design/rows.module.css';
import { Skeleton } from '../design/Skeleton';
import { Tag } from '../design/Tag';
import { moment } from '../format/format';
import { problemFrom } from '../problem/problem';
import styles from './AuditPage.module.css';
import { AUDIT_KINDS, detailText, kindName } from './kinds';

/** Security events of the tenant; for admins. */
export function AuditPage() {
  const api = useApi();
  const [kind, setKind] = useState<string>();
  return (
    <Page lead="Security events, newest first. Events cannot be changed and are kept for 400 days.">
      <div className={layout['stack']}>
        <div className={styles['filters']}>
          <Field name="kind" label="Event type">
            {(control) => (
              <select
                {...control}
                value={kind ?? ''}
                onChange={(event) => {
                  setKind(event.target.value === '' ? undefined : event.target.value);
                }}
              >
                <option value="">All types</option>
                {AUDIT_KINDS.map((each) => (
                  <option key={each} value={each}>
                    {kindName(each)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <div className={layout['actions']}>
            <DownloadButton
              label="Export all as CSV"
              name="auspex-audit.csv"
              fetch={() => api.audit.export('csv')}
            />
            <DownloadButton
              label="Export all as NDJSON"
              name="auspex-audit.ndjson"
              fetch={() => api.audit.export('ndjson')}
            />
          </div>
        </div>
        <Events kind={kind} />
      </div>
    </Page>
  );
}

function Events({ kind }: { kind: string | undefined }) {
  const api = useApi();
  const pages = useInfiniteQuery(queries.audit(api, kind));
  const members = useQuery(queries.members(api));
  if (pages.isPending) {
    return <Skeleton label="Loading events" rows={6} />;
  }
  const items = (pages.data?.pages ?? []).flatMap((page) => page.items);
  if (pages.isError && items.length === 0) {
    return <ProblemBanner problem={problemFrom(pages.error)} onRetry={() => void pages.refetch()} />;
  }
  if (items.length === 0) {
    return (
      <Empty title="No events">
        <p>
          {kind === undefined
            ? 'There are no security events yet.'
            : `There are no events of type “${kindName(kind)}”.`}
        </p>
      </Empty>
    );
  }
  const names = new Map((members.data ?? []).map(({ accountId, email }) => [accountId, email]));
  return (
    <>
      <ol
        className={classes(layout['card'], rowStyles['rows'], rowStyles['card'])}
        aria-label="Security events"
      >
        {items.map((event) => (
          <EventRow key={event.id} event={event} names={names} />
        ))}
      </ol>
      <MorePages pages={pages} count={items.length} one="event" several="events" />
    </>
  );
}

function EventRow({ event, names }: { event: AuditEvent; names: ReadonlyMap<string, string> }) {
  const { at, kind, accountId, subject, detail, source, device } = event;
  const who = accountId == null ? 'No account' : (names.get(accountId) ?? `Account ${accountId}`);
  const whom = subject == null || subject === accountId ? undefined : (names.get(subject) ?? subject);
  const more = detailText(detail);
  const from = [device, source].filter((part) => part !== undefined);
  return (
    <li className={rowStyles['item']}>
      <div>
        <p className={rowStyles['title']}>
          {kindName(kind)} {/refused|reused/.test(kind) ? <Tag kind="warn">Warning</Tag> : null}
        </p>
        <p className={rowStyles['detail']}>
          {who}
          {more === '' ? '' : ` · ${more}`}
          {from.length === 0 ? '' : ` · ${from.join(', ')}`}
          {whom === undefined ? null : (
            <>
              {' '}
              · <code>{whom}</code>
            </>
          )}
        </p>
      </div>
      <time className={rowStyles['detail']} dateTime={at}>
        {moment(at)}
      </time>
    </li>
  );
}
