import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import { isAdmin } from '../api/roles';
import type { Account, ApiKey, CreatedApiKey } from '../api/types';
import { focusHeading } from '../browser/focusHeading';
import { button } from '../design/button';
import { classes } from '../design/classes';
import { ConfirmDialog } from '../design/ConfirmDialog';
import { Dialog } from '../design/Dialog';
import { Empty } from '../design/Empty';
import { Loaded } from '../design/Loaded';
import { Page } from '../design/Page';
import layout from '../design/layout.module.css';
import rowStyles from '../design/rows.module.css';
import { Tag } from '../design/Tag';
import { moment } from '../format/format';
import { NewKey } from './NewKey';
import { NewKeyForm } from './NewKeyForm';
import { expiryState } from './scopes';

/** API keys, which programs use to call on a person's behalf. */
export function KeysPage({ me }: { me: Account }) {
  const api = useApi();
  const client = useQueryClient();
  const keys = useQuery(queries.keys(api));
  const [asking, setAsking] = useState(false);
  const [created, setCreated] = useState<CreatedApiKey>();
  const [revoking, setRevoking] = useState<ApiKey>();
  const admin = isAdmin(me);

  const ask = () => {
    setAsking(true);
  };
  const refresh = () => client.invalidateQueries({ queryKey: queries.keys(api).queryKey });
  return (
    <Page
      lead={
        admin
          ? 'All API keys in this tenant. Programs use them to call Auspex.'
          : 'Your API keys in this tenant. Programs use them to call Auspex.'
      }
      actions={
        <button type="button" className={button('primary')} onClick={ask}>
          New API key
        </button>
      }
    >
      {created === undefined ? null : (
        <NewKey
          created={created}
          done={() => {
            setCreated(undefined);
            focusHeading();
          }}
        />
      )}
      <Loaded query={keys} label="Loading API keys" rows={4}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="No API keys yet" marked>
              <p>Programs need an API key to make and read predictions.</p>
            </Empty>
          ) : (
            <KeyList keys={all} me={me} admin={admin} revoke={setRevoking} />
          )
        }
      </Loaded>
      {asking ? (
        <Dialog
          title="New API key"
          onClose={() => {
            setAsking(false);
          }}
        >
          <NewKeyForm
            done={(key) => {
              setAsking(false);
              setCreated(key);
              void refresh();
            }}
            cancel={() => {
              setAsking(false);
            }}
          />
        </Dialog>
      ) : null}
      {revoking === undefined ? null : (
        <ConfirmDialog
          title={`Revoke “${revoking.name}”?`}
          action="Revoke API key"
          working="Revoking…"
          run={() => api.keys.revoke(revoking.id).then(refresh)}
          onClose={() => {
            setRevoking(undefined);
          }}
        >
          Programs that use <code>{revoking.prefix}…</code> lose access within seconds. This cannot be undone.
        </ConfirmDialog>
      )}
    </Page>
  );
}

interface KeyListProps {
  keys: ApiKey[];
  me: Account;
  admin: boolean;
  revoke: (key: ApiKey) => void;
}

function KeyList({ keys, me, admin, revoke }: KeyListProps) {
  // Only admins see other members' keys, and need to know whose they are.
  const members = useQuery({ ...queries.members(useApi()), enabled: admin });
  const [now] = useState(() => new Date());
  const owners = new Map((members.data ?? []).map(({ accountId, email }) => [accountId, email]));
  return (
    <ul className={classes(layout['card'], rowStyles['rows'], rowStyles['card'])} aria-label="API keys">
      {keys.map((key) => (
        <li key={key.id} className={rowStyles['item']}>
          <div>
            <p className={rowStyles['title']}>
              {key.name} <code>{key.prefix}…</code>{' '}
              {key.scopes.map((scope) => (
                <Tag key={scope}>{scope}</Tag>
              ))}{' '}
              {expiryState(key.expiresAt, now) === 'good' ? null : <Tag kind="warn">Expires soon</Tag>}
            </p>
            <p className={rowStyles['detail']}>
              {key.accountId === me.id
                ? ''
                : `Belongs to ${owners.get(key.accountId) ?? 'another member'} · `}
              {key.lastUsedAt == null ? (
                'Never used'
              ) : (
                <>
                  Last used <time dateTime={key.lastUsedAt}>{moment(key.lastUsedAt)}</time>
                </>
              )}{' '}
              · Expires <time dateTime={key.expiresAt}>{moment(key.expiresAt)}</time>
            </p>
          </div>
          <button
            type="button"
            className={button('small')}
            aria-label={`Revoke ${key.name}, ${key.prefix}`}
            onClick={() => {
              revoke(key);
            }}
          >
            Revoke
          </button>
        </li>
      ))}
    </ul>
  );
}
