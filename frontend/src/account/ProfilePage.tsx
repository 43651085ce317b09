import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { Account } from '../api/types';
import { button } from '../design/button';
import { Dialog } from '../design/Dialog';
import { DownloadButton } from '../design/DownloadButton';
import { Form, TextField } from '../design/Form';
import layout from '../design/layout.module.css';
import { Loaded } from '../design/Loaded';
import { Page } from '../design/Page';
import { Part } from '../design/Part';
import particulars from '../design/particulars.module.css';
import { ProblemBanner } from '../design/ProblemBanner';
import { Said } from '../design/Said';
import { Tag } from '../design/Tag';
import { useForm } from '../design/useForm';
import { navigate } from '../navigation/history';
import { PATHS } from '../navigation/paths';
import { problemFrom } from '../problem/problem';
import { checkProof, NO_PROOF, proofOf } from './proof';
import { ProofFields } from './ProofFields';

const LONGEST_NAME = 100;

/** Personal details, data export and deletion of the account. */
export function ProfilePage({ me }: { me: Account }) {
  const api = useApi();
  return (
    <Page lead="Your personal details and your data.">
      <div className={layout['parts']}>
        <Part title="Personal details">
          <Address me={me} />
          <NameForm me={me} />
        </Part>
        <Part
          title="Your data"
          lead="Download a JSON file with your account, tenants, sessions, API keys, passkeys and security events."
        >
          <div className={layout['actions']}>
            <DownloadButton label="Download" name="auspex-account.json" fetch={() => api.account.export()} />
          </div>
        </Part>
        <Part
          title="Delete account"
          lead="Your account and every tenant that has no other members are deleted immediately and permanently. Audit logs of other tenants keep their records."
        >
          <DeleteAccount me={me} />
        </Part>
      </div>
    </Page>
  );
}

function Address({ me }: { me: Account }) {
  const api = useApi();
  const asking = useMutation({ mutationFn: () => api.account.resendVerification() });
  return (
    <div className={layout['stack']}>
      <dl className={particulars['particulars']}>
        <div>
          <dt>Email address</dt>
          <dd>
            {me.email} {me.emailVerified ? <Tag kind="good">Verified</Tag> : <Tag>Not verified</Tag>}
          </dd>
        </div>
      </dl>
      {me.emailVerified ? null : (
        <div className={layout['actions']}>
          <button
            type="button"
            className={button()}
            aria-disabled={asking.isPending}
            onClick={() => {
              if (!asking.isPending) {
                asking.mutate();
              }
            }}
          >
            Send verification email
          </button>
          <Said
            text={
              asking.isSuccess
                ? 'Check your inbox. Auspex sends at most one verification email a minute.'
                : ''
            }
          />
        </div>
      )}
      {asking.error === null ? null : <ProblemBanner problem={problemFrom(asking.error)} />}
    </div>
  );
}

function NameForm({ me }: { me: Account }) {
  const api = useApi();
  const client = useQueryClient();
  const form = useForm({
    initial: { displayName: me.displayName ?? '' },
    check: ({ displayName }) =>
      displayName.length > LONGEST_NAME ? { displayName: `Use at most ${LONGEST_NAME} characters.` } : {},
    send: ({ displayName }) => api.account.rename(displayName.trim()),
    done: (account) => {
      client.setQueryData(queries.me(api).queryKey, account);
      void client.invalidateQueries({ queryKey: ['members'] });
    },
  });
  return (
    <Form form={form} action="Save" working="Saving…" success="Saved.">
      <TextField
        form={form}
        name="displayName"
        label="Name"
        optional
        hint="Other members of your tenants see it next to your email address."
        input={{ autoComplete: 'name' }}
      />
    </Form>
  );
}

function DeleteAccount({ me }: { me: Account }) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <div className={layout['actions']}>
        <button
          type="button"
          className={button('danger')}
          onClick={() => {
            setAsked(true);
          }}
        >
          Delete account…
        </button>
      </div>
      {asked ? (
        <Dialog
          title="Delete your account?"
          onClose={() => {
            setAsked(false);
          }}
        >
          <DeleteForm
            me={me}
            cancel={() => {
              setAsked(false);
            }}
          />
        </Dialog>
      ) : null}
    </>
  );
}

function DeleteForm({ me, cancel }: { me: Account; cancel: () => void }) {
  const factor = useQuery(queries.secondFactor(useApi()));
  return (
    <Loaded query={factor} label="Loading">
      {({ enabled }) => <DeleteProof me={me} withCode={enabled} cancel={cancel} />}
    </Loaded>
  );
}

function DeleteProof({ me, withCode, cancel }: { me: Account; withCode: boolean; cancel: () => void }) {
  const api = useApi();
  const client = useQueryClient();
  const form = useForm({
    initial: { ...NO_PROOF, confirmation: '' },
    check: (values) => ({
      ...checkProof(values, withCode),
      ...(values.confirmation.trim().toLowerCase() === me.email.toLowerCase()
        ? {}
        : { confirmation: `Type ${me.email} to confirm.` }),
    }),
    send: (values) => api.account.remove(proofOf(values)),
    done: () => {
      navigate(PATHS.register);
      api.session.signOut();
      client.clear();
    },
  });
  return (
    <Form form={form} action="Delete account" working="Deleting…" danger cancel={cancel}>
      <p>This cannot be undone. If you want to keep your data, download it first.</p>
      <TextField
        form={form}
        name="confirmation"
        label={`To confirm, type ${me.email}`}
        input={{ autoComplete: 'off', autoCapitalize: 'none', spellCheck: false }}
      />
      <ProofFields form={form} withCode={withCode} />
    </Form>
  );
}
