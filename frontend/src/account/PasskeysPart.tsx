import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { Passkey } from '../api/types';
import { button } from '../design/button';
import { ConfirmDialog } from '../design/ConfirmDialog';
import { Dialog } from '../design/Dialog';
import { Form, TextField } from '../design/Form';
import layout from '../design/layout.module.css';
import { Loaded } from '../design/Loaded';
import { Part } from '../design/Part';
import rowStyles from '../design/rows.module.css';
import { Said } from '../design/Said';
import { Tag } from '../design/Tag';
import textStyles from '../design/text.module.css';
import { type FormState, useForm } from '../design/useForm';
import { moment } from '../format/format';
import { makePasskey, passkeysWork } from './passkeys';
import { checkProof, NO_PROOF, proofOf } from './proof';
import { ProofFields } from './ProofFields';

const LONGEST_NAME = 100;

type Step =
  | { kind: 'none' }
  | { kind: 'add' }
  | { kind: 'rename'; passkey: Passkey }
  | { kind: 'remove'; passkey: Passkey };

/** Passkeys: sign-in with the fingerprint, face or PIN of a device. */
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
      lead="Sign in with your device’s fingerprint, face or PIN instead of a password and code."
    >
      <Loaded query={passkeys} label="Loading passkeys" rows={1}>
        {(all) =>
          all.length === 0 ? (
            <p>
              <Tag>Not set up</Tag> A passkey works only on this site. Nobody can guess it or trick you into
              sharing it.
            </p>
          ) : (
            <PasskeyList passkeys={all} begin={begin} />
          )
        }
      </Loaded>
      <div className={layout['actions']}>
        {works ? (
          <button
            type="button"
            className={button()}
            onClick={() => {
              begin({ kind: 'add' });
            }}
          >
            Add a passkey
          </button>
        ) : (
          <p className={textStyles['soft']}>
            {window.isSecureContext
              ? 'This browser does not support passkeys. Use another browser to add one.'
              : 'Passkeys need a secure connection. Open Auspex over HTTPS to add one.'}
          </p>
        )}
        <Said text={said} />
      </div>
      {step.kind === 'add' ? (
        <Dialog title="Add a passkey" onClose={close}>
          <Loaded query={secondFactor} label="Loading" rows={2}>
            {({ enabled }) => (
              <AddForm
                withCode={enabled}
                device={sessions.data?.find(({ current }) => current)?.device ?? ''}
                done={({ name }) => {
                  done(`You can now sign in with “${name}”.`);
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
              done(`Passkey renamed to “${name}”.`);
            }}
            cancel={close}
          />
        </Dialog>
      ) : null}
      {step.kind === 'remove' ? (
        <ConfirmDialog
          title={`Remove “${step.passkey.name}”?`}
          action="Remove passkey"
          working="Removing…"
          run={async () => {
            await api.account.removePasskey(step.passkey.id);
            setSaid(`“${step.passkey.name}” can no longer be used to sign in.`);
            await refresh();
          }}
          onClose={close}
        >
          You can no longer use this passkey to sign in. Existing sessions stay active. The passkey stays on
          your device until you delete it there.
        </ConfirmDialog>
      ) : null}
    </Part>
  );
}

function PasskeyList({ passkeys, begin }: { passkeys: Passkey[]; begin: (step: Step) => void }) {
  return (
    <ul className={rowStyles['rows']} aria-label="Passkeys">
      {passkeys.map((passkey) => (
        <li key={passkey.id} className={rowStyles['item']}>
          <div>
            <p className={rowStyles['title']}>
              {passkey.name} <Tag>{passkey.synced ? 'Synced' : 'On one device'}</Tag>
            </p>
            <p className={rowStyles['detail']}>
              Added <time dateTime={passkey.createdAt}>{moment(passkey.createdAt)}</time> ·{' '}
              {passkey.lastUsedAt == null ? (
                'Never used'
              ) : (
                <>
                  Last used <time dateTime={passkey.lastUsedAt}>{moment(passkey.lastUsedAt)}</time>
                </>
              )}
            </p>
          </div>
          <div className={rowStyles['actions']}>
            {(['rename', 'remove'] as const).map((kind) => (
              <button
                key={kind}
                type="button"
                className={button('small')}
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
  /** Browser and system, such as "Firefox on Linux": the default name of a passkey. */
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
      action="Continue"
      working="Waiting for your device…"
      success="No passkey was added. You can try again."
      cancel={cancel}
    >
      <p>Confirm that it is you. Your device then asks you to create the passkey.</p>
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
    <Form form={form} action="Rename" working="Renaming…" cancel={cancel}>
      <NameField form={form} />
    </Form>
  );
}

function checkName(name: string): { name?: string } {
  return name.trim() === ''
    ? { name: 'Enter a name for this passkey.' }
    : name.trim().length > LONGEST_NAME
      ? { name: `Use at most ${LONGEST_NAME} characters.` }
      : {};
}

function NameField({ form }: { form: FormState<{ name: string }> }) {
  return (
    <TextField
      form={form}
      name="name"
      label="Name"
      hint="The device that stores it, such as “Work laptop”."
      input={{ autoComplete: 'off' }}
    />
  );
}
