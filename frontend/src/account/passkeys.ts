import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';

import { ProblemError } from '../api/problem';
import type {
  PasskeyAssertion,
  PasskeyCreationOptions,
  PasskeyRegistration,
  PasskeyRequestOptions,
} from '../api/types';

/** Whether this browser has passkeys, and gives them to pages at this address. */
export function passkeysWork(): boolean {
  return window.isSecureContext && browserSupportsWebAuthn();
}

/**
 * Has the browser make a passkey; it asks its owner.
 *
 * @returns undefined where the owner did not want to, or took too long
 */
export async function makePasskey(options: PasskeyCreationOptions): Promise<PasskeyRegistration | undefined> {
  const made = await asked(options.rp.id, () =>
    startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }),
  );
  if (made === undefined) {
    return undefined;
  }
  const { clientDataJSON, attestationObject, transports } = made.response;
  return {
    id: made.id,
    type: made.type,
    response: {
      clientDataJSON,
      attestationObject,
      ...(transports === undefined ? {} : { transports }),
    },
  };
}

/**
 * Has the browser sign with a passkey; it asks which, and its owner.
 *
 * @returns undefined where the owner did not want to, or took too long
 */
export async function signWithPasskey(options: PasskeyRequestOptions): Promise<PasskeyAssertion | undefined> {
  const signed = await asked(options.rpId, () =>
    startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }),
  );
  if (signed === undefined) {
    return undefined;
  }
  const { clientDataJSON, authenticatorData, signature, userHandle } = signed.response;
  if (userHandle === undefined) {
    throw trouble('No passkey of Auspex', 'What your device offered does not say whose it is.');
  }
  return {
    id: signed.id,
    type: signed.type,
    response: { clientDataJSON, authenticatorData, signature, userHandle },
  };
}

async function asked<Answer>(host: string, ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    // One error for all of it, so that pages do not learn which passkeys there are: refused, closed, none there, too late.
    const name = error instanceof Error || error instanceof DOMException ? error.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError') {
      return undefined;
    }
    throw troubleOf(name, host, error);
  }
}

function troubleOf(name: string, host: string, cause: unknown): ProblemError {
  switch (name) {
    case 'InvalidStateError':
      return trouble('Added already', 'This device holds a passkey of your account already.', cause);
    case 'SecurityError':
      return trouble('Not at this address', `Passkeys are good for ${host} only. Open Auspex there.`, cause);
    case 'ConstraintError':
    case 'NotSupportedError':
      return trouble(
        'Not with this device',
        'It cannot keep passkeys that it opens by fingerprint, face or PIN. Take another one.',
        cause,
      );
    default:
      return trouble('The passkey did not work', 'Your browser or device could not do it. Try again.', cause);
  }
}

function trouble(title: string, detail: string, cause?: unknown): ProblemError {
  return new ProblemError({ status: 0, title, detail, violations: [] }, { cause });
}
