import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { Passkey } from '../api/types';
import { ConfirmDialog } from '../design/ConfirmDialog';
import { Dialog } from '../design/Dialog';
import { Form, ProofFields, TextField } from '../design/Form';
import { moment } from '../design/format';
import { checkProof, NO_PROOF, proofOf } from '../design/proof';
import { useForm } from '../design/useForm';
import { Loaded } from '../settings/Loaded';
import { Part } from '../settings/Part';
import { deviceName, makePasskey, passkeysAreHere } from './webauthn';

type Question = { kind: 'add' } | { kind: 'rename'; passkey: Passkey } | { kind: 'remove'; passkey: Passkey };

/** Longest name that the suite takes. */
const LONGEST_NAME = 100;

export function PasskeyPart() {
  const api = useApi();
  const client = useQueryClient();
  const passkeys = useQuery(queries.passkeys(api));
  const factor = useQuery(queries.secondFactor(api));
  const [question, setQuestion] = useState<Question>();

  const refresh = () => client.invalidateQueries({ queryKey: queries.passkeys(api).queryKey });
  const close = () => {
    setQuestion(undefined);
  };
  const closeAndRefresh = () => {
    close();
    void refresh();
  };
  return (
    <Part
      title="Passkeys"
      lead="Sign in by fingerprint, face or PIN of your device, without password and code. No other page can ask for one."
    >
      <Loaded query={passkeys} label="Loading passkeys" rows={1}>
        {(all) =>
          all.length === 0 ? (
            <p className="soft" role="status">
              There is none yet.
            </p>
          ) : (
            <ul className="rows" aria-label="Passkeys">
              {all.map((passkey) => (
                <PasskeyRow key={passkey.id} passkey={passkey} ask={setQuestion} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {passkeysAreHere() ? (
        <div className="actions">
          <button
            type="button"
            className="button"
            onClick={() => {
              setQuestion({ kind: 'add' });
            }}
          >
            Add a passkey
          </button>
        </div>
      ) : (
        <p className="soft">This browser has no passkeys, or not at this address.</p>
      )}
      {question?.kind === 'add' ? (
        <Dialog title="Add a passkey" onClose={close}>
          <AddForm withCode={factor.data?.enabled === true} done={closeAndRefresh} cancel={close} />
        </Dialog>
      ) : null}
      {question?.kind === 'rename' ? (
        <Dialog title={`Rename “${question.passkey.name}”`} onClose={close}>
          <RenameForm passkey={question.passkey} done={closeAndRefresh} cancel={close} />
        </Dialog>
      ) : null}
      {question?.kind === 'remove' ? (
        <ConfirmDialog
          title={`Remove “${question.passkey.name}”?`}
          action="Remove it"
          working="Removing…"
          run={() => api.account.removePasskey(question.passkey.id).then(refresh)}
          onClose={close}
        >
          Nobody signs in with it any more. Your device goes on offering it until you delete it there too.
        </ConfirmDialog>
      ) : null}
    </Part>
  );
}

function PasskeyRow({ passkey, ask }: { passkey: Passkey; ask: (question: Question) => void }) {
  const { name, synced, createdAt, lastUsedAt } = passkey;
  return (
    <li className="rows-item">
      <div>
        <p className="rows-title">
          {name} <span className="tag">{synced ? 'synced' : 'on one device'}</span>
        </p>
        <p className="soft">
          {lastUsedAt == null ? (
            'never used'
          ) : (
            <>
              last used <time dateTime={lastUsedAt}>{moment(lastUsedAt)}</time>
            </>
          )}{' '}
          · added <time dateTime={createdAt}>{moment(createdAt)}</time>
        </p>
      </div>
      <div className="actions">
        <button
          type="button"
          className="button small"
          aria-label={`Rename ${name}`}
          onClick={() => {
            ask({ kind: 'rename', passkey });
          }}
        >
          Rename
        </button>
        <button
          type="button"
          className="button small"
          aria-label={`Remove ${name}`}
          onClick={() => {
            ask({ kind: 'remove', passkey });
          }}
        >
          Remove
        </button>
      </div>
    </li>
  );
}

interface FormProps {
  done: () => void;
  cancel: () => void;
}

function nameError(name: string): { name?: string } {
  return name.trim() === ''
    ? { name: 'Enter what you call it' }
    : name.trim().length > LONGEST_NAME
      ? { name: `A name has at most ${LONGEST_NAME} characters` }
      : {};
}

function AddForm({ withCode, done, cancel }: FormProps & { withCode: boolean }) {
  const api = useApi();
  const form = useForm({
    initial: { name: deviceName(navigator.userAgent), ...NO_PROOF },
    check: (values) => ({ ...nameError(values.name), ...checkProof(values, withCode) }),
    send: async ({ name, ...proof }) => {
      const credential = await makePasskey(await api.account.startPasskey(proofOf(proof)));
      return api.account.addPasskey(name.trim(), credential);
    },
    done,
  });
  return (
    <Form
      form={form}
      action="Go on"
      working="Waiting for your device…"
      aside={
        <button type="button" className="button" onClick={cancel}>
          Cancel
        </button>
      }
    >
      <p>First your password once more; then your device asks you.</p>
      <TextField form={form} name="name" label="Name" hint="To tell it from others." />
      <ProofFields form={form} withCode={withCode} />
    </Form>
  );
}

function RenameForm({ passkey, done, cancel }: FormProps & { passkey: Passkey }) {
  const api = useApi();
  const form = useForm({
    initial: { name: passkey.name },
    check: ({ name }) => nameError(name),
    send: ({ name }) => api.account.renamePasskey(passkey.id, name.trim()),
    done,
  });
  return (
    <Form
      form={form}
      action="Rename it"
      working="Renaming…"
      aside={
        <button type="button" className="button" onClick={cancel}>
          Cancel
        </button>
      }
    >
      <TextField form={form} name="name" label="Name" />
    </Form>
  );
}
