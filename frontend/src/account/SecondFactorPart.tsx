import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';

import { queries, useApi } from '../api/queries';
import type { SecondFactorState, TotpSecret } from '../api/types';
import { focusHeading } from '../browser/focusHeading';
import banner from '../design/banner.module.css';
import { button } from '../design/button';
import { classes } from '../design/classes';
import { Copyable } from '../design/Copyable';
import { Dialog } from '../design/Dialog';
import { Form, TextField } from '../design/Form';
import layout from '../design/layout.module.css';
import { Loaded } from '../design/Loaded';
import { Part } from '../design/Part';
import { Skeleton } from '../design/Skeleton';
import { Tag } from '../design/Tag';
import { useForm } from '../design/useForm';
import { checkProof, NO_PROOF, proofOf } from './proof';
import { ProofFields } from './ProofFields';
import { RecoveryCodes } from './RecoveryCodes';

const QrCode = lazy(() => import('./QrCode'));

/** The page warns when this many codes, or fewer, are left. */
const FEW_CODES = 3;

type Step =
  | { kind: 'none' }
  | { kind: 'start' }
  | { kind: 'confirm'; totp: TotpSecret }
  | { kind: 'renew' }
  | { kind: 'disable' }
  | { kind: 'codes'; codes: string[] };

export function SecondFactorPart() {
  const state = useQuery(queries.secondFactor(useApi()));
  return (
    <Part
      title="Two-factor authentication"
      lead="Sign in with your password and a code from an authenticator app, so that a stolen password is not enough."
    >
      <Loaded query={state} label="Loading" rows={1}>
        {(loaded) => <SecondFactor state={loaded} />}
      </Loaded>
    </Part>
  );
}

function SecondFactor({ state }: { state: SecondFactorState }) {
  const api = useApi();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>({ kind: 'none' });
  const { enabled, recoveryCodesLeft: left } = state;

  const refresh = () => {
    void client.invalidateQueries({ queryKey: queries.secondFactor(api).queryKey });
  };
  const close = () => {
    setStep({ kind: 'none' });
  };
  const show = (codes: string[]) => {
    refresh();
    setStep({ kind: 'codes', codes });
  };

  return (
    <>
      <p role="status">
        {enabled ? (
          <>
            <Tag kind="good">On</Tag> {left} {left === 1 ? 'recovery code' : 'recovery codes'} left.
          </>
        ) : (
          <>
            <Tag>Off</Tag> Your password alone is enough to sign in.
          </>
        )}
      </p>
      {enabled && left <= FEW_CODES ? (
        <p className={classes(banner['banner'], banner['warning'])}>
          Without a recovery code you cannot sign in if you lose your device. Create new recovery codes.
        </p>
      ) : null}
      <div className={layout['actions']}>
        {enabled ? (
          <>
            <StepButton
              label="Create new recovery codes"
              onClick={() => {
                setStep({ kind: 'renew' });
              }}
            />
            <StepButton
              label="Turn off"
              onClick={() => {
                setStep({ kind: 'disable' });
              }}
            />
          </>
        ) : (
          <StepButton
            primary
            label="Set up"
            onClick={() => {
              setStep({ kind: 'start' });
            }}
          />
        )}
      </div>
      {step.kind === 'start' ? (
        <Dialog title="Set up two-factor authentication" onClose={close}>
          <ProofForm
            withCode={false}
            lead="Confirm your password to continue."
            action="Continue"
            send={(values) => api.account.startTotp(proofOf(values))}
            done={(totp) => {
              setStep({ kind: 'confirm', totp });
            }}
            cancel={close}
          />
        </Dialog>
      ) : null}
      {step.kind === 'confirm' ? (
        <Dialog title="Scan the QR code with your authenticator app" onClose={close}>
          <ConfirmForm totp={step.totp} done={show} cancel={close} />
        </Dialog>
      ) : null}
      {step.kind === 'renew' ? (
        <Dialog title="Create new recovery codes" onClose={close}>
          <ProofForm
            withCode
            lead="Your old codes will stop working."
            action="Create new codes"
            send={(values) => api.account.renewRecoveryCodes(proofOf(values))}
            done={show}
            cancel={close}
          />
        </Dialog>
      ) : null}
      {step.kind === 'disable' ? (
        <Dialog title="Turn off two-factor authentication?" onClose={close}>
          <ProofForm
            withCode
            danger
            lead="Your password alone will be enough to sign in, and your recovery codes will stop working."
            action="Turn off"
            send={(values) => api.account.disableSecondFactor(proofOf(values))}
            done={() => {
              refresh();
              close();
            }}
            cancel={close}
          />
        </Dialog>
      ) : null}
      {step.kind === 'codes' ? (
        <RecoveryCodes
          codes={step.codes}
          done={() => {
            close();
            focusHeading();
          }}
        />
      ) : null}
    </>
  );
}

function StepButton({
  label,
  primary = false,
  onClick,
}: {
  label: string;
  primary?: boolean;
  onClick: () => void;
}) {
  return (
    <button type="button" className={primary ? button('primary') : button()} onClick={onClick}>
      {label}
    </button>
  );
}

interface ProofFormProps<Answer> {
  withCode: boolean;
  danger?: boolean;
  lead: string;
  action: string;
  send: (values: typeof NO_PROOF) => Promise<Answer>;
  done: (answer: Answer) => void;
  cancel: () => void;
}

function ProofForm<Answer>({
  withCode,
  danger = false,
  lead,
  action,
  send,
  done,
  cancel,
}: ProofFormProps<Answer>) {
  const form = useForm({
    initial: NO_PROOF,
    check: (values) => checkProof(values, withCode),
    send,
    done,
  });
  return (
    <Form form={form} action={action} working="Checking…" danger={danger} cancel={cancel}>
      <p>{lead}</p>
      <ProofFields form={form} withCode={withCode} />
    </Form>
  );
}

interface ConfirmFormProps {
  totp: TotpSecret;
  done: (codes: string[]) => void;
  cancel: () => void;
}

function ConfirmForm({ totp, done, cancel }: ConfirmFormProps) {
  const api = useApi();
  const form = useForm({
    initial: { code: '' },
    check: ({ code }) => (code.trim() === '' ? { code: 'Enter the code from your authenticator app.' } : {}),
    send: ({ code }) => api.account.confirmTotp(code.replaceAll(/\s/g, '')),
    done,
  });
  return (
    <Form form={form} action="Turn on" working="Checking…" cancel={cancel}>
      <Suspense fallback={<Skeleton label="Loading the QR code" rows={2} />}>
        <QrCode text={totp.uri} label="QR code for your authenticator app" />
      </Suspense>
      <Copyable label="Or enter this setup key" text={totp.secret} />
      <TextField
        form={form}
        name="code"
        label="Code from the app"
        input={{ inputMode: 'numeric', autoComplete: 'one-time-code' }}
      />
    </Form>
  );
}
