import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { SessionInfo } from '../api/types';
import { button } from '../design/button';
import { ConfirmDialog } from '../design/ConfirmDialog';
import layout from '../design/layout.module.css';
import { Loaded } from '../design/Loaded';
import { Part } from '../design/Part';
import rowStyles from '../design/rows.module.css';
import { Tag } from '../design/Tag';
import textStyles from '../design/text.module.css';
import { moment } from '../format/format';

type Question = { kind: 'one'; session: SessionInfo } | { kind: 'others' };

export function SessionsPart() {
  const api = useApi();
  const client = useQueryClient();
  const sessions = useQuery(queries.sessions(api));
  const tenants = useQuery(queries.tenants(api));
  const [question, setQuestion] = useState<Question>();
  const names = new Map((tenants.data ?? []).map(({ id, name }) => [id, name]));

  const refresh = () => client.invalidateQueries({ queryKey: queries.sessions(api).queryKey });
  const close = () => {
    setQuestion(undefined);
  };
  return (
    <Part
      title="Sessions"
      lead="Browsers and programs that are signed in to your account. When you end a session, it stops working within seconds."
    >
      <Loaded query={sessions} label="Loading sessions">
        {(all) => (
          <>
            <ul className={rowStyles['rows']} aria-label="Sessions">
              {all.map((session) => (
                <li key={session.id} className={rowStyles['item']}>
                  <div>
                    <p className={rowStyles['title']}>
                      {session.device} {session.current ? <Tag kind="good">Current</Tag> : null}
                    </p>
                    <p className={rowStyles['detail']}>
                      {names.has(session.tenantId) ? `${names.get(session.tenantId) ?? ''} · ` : ''}
                      Last used <time dateTime={session.lastUsedAt}>{moment(session.lastUsedAt)}</time> ·
                      Signed in <time dateTime={session.createdAt}>{moment(session.createdAt)}</time>
                    </p>
                  </div>
                  {session.current ? null : (
                    <button
                      type="button"
                      className={button('small')}
                      aria-label={`End session: ${session.device}, last used ${moment(session.lastUsedAt)}`}
                      onClick={() => {
                        setQuestion({ kind: 'one', session });
                      }}
                    >
                      End
                    </button>
                  )}
                </li>
              ))}
            </ul>
            {all.some(({ current }) => !current) ? (
              <div className={layout['actions']}>
                <button
                  type="button"
                  className={button()}
                  onClick={() => {
                    setQuestion({ kind: 'others' });
                  }}
                >
                  End all other sessions
                </button>
              </div>
            ) : (
              <p className={textStyles['soft']} role="status">
                You have no other sessions.
              </p>
            )}
          </>
        )}
      </Loaded>
      {question === undefined ? null : question.kind === 'one' ? (
        <ConfirmDialog
          title="End this session?"
          action="End session"
          working="Ending…"
          run={() => api.account.endSession(question.session.id).then(refresh)}
          onClose={close}
        >
          {question.session.device} will have to sign in again.
        </ConfirmDialog>
      ) : (
        <ConfirmDialog
          title="End all other sessions?"
          action="End other sessions"
          working="Ending…"
          run={() => api.account.endOtherSessions().then(refresh)}
          onClose={close}
        >
          All other browsers and programs will have to sign in again. Your current session stays active.
        </ConfirmDialog>
      )}
    </Part>
  );
}
