import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { Passkey } from '../api/types';
import { ConfirmDialog } from '../design/ConfirmDialog';
import { Dialog } from '../design/Dialog';
import { Form, ProofFields, TextField } from '../design/Form';
import { moment } from '../design/format';
import { checkProof, NO_PROOF, proofOf } from '../design/proof';
import { type FormState, useForm } from '../design/useForm';
import { Loaded } from '../settings/Loaded';
import { Part } from '../settings/Part';
import { makePasskey, passkeysWork } from './passkeys';

const LONGEST_NAME = 100;

type Step =
  | { kind: 'none' }
  | { kind: 'add' }
  | { kind: 'rename'; passkey: Passkey }
  | { kind: 'remove'; passkey: Passkey };

/** Signing in by fingerprint, face or PIN of a device. */
export function PasskeysPart() {
  const api = useApi();
  const client = useQueryClient();
  const passkeys = useQuery(queries.passkeys(api));
  const secondFactor = useQuery(queries.secondFactor(api));
  const sessions = useQuery(queries.sessions(api));
  const [works] = useState(passkeysWork);
  const [step, setStep] = useState<Step>({ kind: 'none' });
  const [said, setSaid] = useState('');

  const refresh = () => client.invalidateQueries({ queryKey: queries.passkeys(api).queryKey });
  const close = () => {
    setStep({ kind: 'none' });
  };
  const begin = (next: Step) => {
    setSaid('');
    setStep(next);
  };
  const done = (what: string) => {
    setSaid(what);
    close();
    void refresh();
  };
  return (
    <Part
      title="Passkeys"
      lead="Sign in by fingerprint, face or PIN of your device, without password and code."
    >
      <Loaded query={passkeys} label="Loading passkeys" rows={1}>
        {(all) =>
          all.length === 0 ? (
            <p>
              <span className="tag">none yet</span> A passkey is a key that your device keeps for this site
              alone: nobody can guess it or talk you out of it.
            </p>
          ) : (
            <PasskeyList passkeys={all} begin={begin} />
          )
        }
      </Loaded>
      <div className="actions">
        {works ? (
          <button
            type="button"
            className="button"
            onClick={() => {
              begin({ kind: 'add' });
            }}
          >
            Add a passkey
          </button>
        ) : (
          <p className="soft">
            {window.isSecureContext
              ? 'This browser has no passkeys. Add one with another.'
              : 'Browsers give passkeys to pages over HTTPS only, so none can be added at this address.'}
          </p>
        )}
        <p className="said" role="status">
          {said}
        </p>
      </div>
      {step.kind === 'add' ? (
        <Dialog title="Add a passkey" onClose={close}>
          <Loaded query={secondFactor} label="Loading" rows={2}>
            {({ enabled }) => (
              <AddForm
                withCode={enabled}
                device={sessions.data?.find(({ current }) => current)?.device ?? ''}
                done={({ name }) => {
                  done(`“${name}” signs you in from now on.`);
                }}
                cancel={close}
              />
            )}
          </Loaded>
        </Dialog>
      ) : null}
      {step.kind === 'rename' ? (
        <Dialog title={`Rename “${step.passkey.name}”`} onClose={close}>
          <RenameForm
            passkey={step.passkey}
            done={({ name }) => {
              done(`It is “${name}” now.`);
            }}
            cancel={close}
          />
        </Dialog>
      ) : null}
      {step.kind === 'remove' ? (
        <ConfirmDialog
          title={`Remove “${step.passkey.name}”?`}
          action="Remove it"
          working="Removing…"
          run={async () => {
            await api.account.removePasskey(step.passkey.id);
            setSaid(`“${step.passkey.name}” signs you in no more.`);
            await refresh();
          }}
          onClose={close}
        >
          It signs you in no more; where you are signed in goes on. Your device keeps it until you delete it
          there, too.
        </ConfirmDialog>
      ) : null}
    </Part>
  );
}

function PasskeyList({ passkeys, begin }: { passkeys: Passkey[]; begin: (step: Step) => void }) {
  return (
    <ul className="rows" aria-label="Passkeys">
      {passkeys.map((passkey) => (
        <li key={passkey.id} className="rows-item">
          <div>
            <p className="rows-title">
              {passkey.name} <span className="tag">{passkey.synced ? 'synced' : 'on one device'}</span>
            </p>
            <p className="soft">
              added <time dateTime={passkey.createdAt}>{moment(passkey.createdAt)}</time> ·{' '}
              {passkey.lastUsedAt == null ? (
                'never used'
              ) : (
                <>
                  last used <time dateTime={passkey.lastUsedAt}>{moment(passkey.lastUsedAt)}</time>
                </>
              )}
            </p>
          </div>
          <div className="rows-actions">
            {(['rename', 'remove'] as const).map((kind) => (
              <button
                key={kind}
                type="button"
                className="button small"
                aria-label={`${LABELS[kind]} ${passkey.name}, added ${moment(passkey.createdAt)}`}
                onClick={() => {
                  begin({ kind, passkey });
                }}
              >
                {LABELS[kind]}
              </button>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}

const LABELS = { rename: 'Rename', remove: 'Remove' } as const;

interface AddFormProps {
  withCode: boolean;
  /** Browser and system, such as "Firefox on Linux"; its name unless another is given. */
  device: string;
  done: (passkey: Passkey) => void;
  cancel: () => void;
}

function AddForm({ withCode, device, done, cancel }: AddFormProps) {
  const api = useApi();
  const form = useForm({
    initial: { ...NO_PROOF, name: device },
    check: (values) => ({ ...checkName(values.name), ...checkProof(values, withCode) }),
    send: async (values) => {
      const credential = await makePasskey(await api.account.startPasskey(proofOf(values)));
      return credential === undefined ? undefined : api.account.addPasskey(values.name.trim(), credential);
    },
    done: (passkey) => {
      if (passkey !== undefined) {
        done(passkey);
      }
    },
  });
  return (
    <Form
      form={form}
      action="Go on"
      working="Waiting for your device…"
      success="Nothing was added. Try again when you like."
      aside={<Cancel cancel={cancel} />}
    >
      <p>First who you are, once more; then your device asks for itself.</p>
      <NameField form={form} />
      <ProofFields form={form} withCode={withCode} />
    </Form>
  );
}

interface RenameFormProps {
  passkey: Passkey;
  done: (passkey: Passkey) => void;
  cancel: () => void;
}

function RenameForm({ passkey, done, cancel }: RenameFormProps) {
  const api = useApi();
  const form = useForm({
    initial: { name: passkey.name },
    check: ({ name }) => checkName(name),
    send: ({ name }) => api.account.renamePasskey(passkey.id, name.trim()),
    done,
  });
  return (
    <Form form={form} action="Rename it" working="Renaming…" aside={<Cancel cancel={cancel} />}>
      <NameField form={form} />
    </Form>
  );
}

function checkName(name: string): { name?: string } {
  return name.trim() === ''
    ? { name: 'Enter a name by which you will know it' }
    : name.trim().length > LONGEST_NAME
      ? { name: `A name has at most ${LONGEST_NAME} characters` }
      : {};
}

function NameField({ form }: { form: FormState<{ name: string }> }) {
  return (
    <TextField
      form={form}
      name="name"
      label="Name"
      hint="Where it is kept, such as “Work laptop”."
      input={{ autoComplete: 'off' }}
    />
  );
}

function Cancel({ cancel }: { cancel: () => void }) {
  return (
    <button type="button" className="button" onClick={cancel}>
      Cancel
    </button>
  );
}
