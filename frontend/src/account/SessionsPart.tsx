import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { SessionInfo } from '../api/types';
import { ConfirmDialog } from '../design/ConfirmDialog';
import { moment } from '../format/format';
import { Loaded } from '../design/Loaded';
import { Part } from '../design/Part';

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
            <ul className="rows" aria-label="Sessions">
              {all.map((session) => (
                <li key={session.id} className="rows-item">
                  <div>
                    <p className="rows-title">
                      {session.device} {session.current ? <span className="tag good">Current</span> : null}
                    </p>
                    <p className="soft">
                      {names.has(session.tenantId) ? `${names.get(session.tenantId) ?? ''} · ` : ''}
                      Last used <time dateTime={session.lastUsedAt}>{moment(session.lastUsedAt)}</time> ·
                      Signed in <time dateTime={session.createdAt}>{moment(session.createdAt)}</time>
                    </p>
                  </div>
                  {session.current ? null : (
                    <button
                      type="button"
                      className="button small"
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
              <div className="actions">
                <button
                  type="button"
                  className="button"
                  onClick={() => {
                    setQuestion({ kind: 'others' });
                  }}
                >
                  End all other sessions
                </button>
              </div>
            ) : (
              <p className="soft" role="status">
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
