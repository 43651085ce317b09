import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';

import type {
  PasskeyAssertion,
  PasskeyCreationOptions,
  PasskeyRegistration,
  PasskeyRequestOptions,
} from '../api/types';
import { ProblemError } from '../problem/problem';

/** Whether this browser supports passkeys and allows them at this address. */
export function passkeysWork(): boolean {
  return window.isSecureContext && browserSupportsWebAuthn();
}

/**
 * Asks the browser to create a passkey. The browser asks the person to confirm.
 *
 * @returns undefined if the person cancelled or took too long
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
 * Asks the browser to sign with a passkey. The browser asks the person which one, and to confirm.
 *
 * @returns undefined if the person cancelled or took too long
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
    throw trouble(
      'Passkey not recognised',
      'The passkey does not say which account it belongs to. Use another passkey, or sign in with your password.',
    );
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
    // Browsers report refused, closed, none found and timed out as one error, so that pages cannot learn which passkeys exist.
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
      return trouble('Passkey already added', 'This device already has a passkey for your account.', cause);
    case 'SecurityError':
      return trouble(
        'Wrong address',
        `Passkeys work only at ${host}. Open Auspex there and try again.`,
        cause,
      );
    case 'ConstraintError':
    case 'NotSupportedError':
      return trouble(
        'Device not supported',
        'This device cannot protect passkeys with a fingerprint, face or PIN. Use another device.',
        cause,
      );
    default:
      return trouble('Passkey failed', 'Your browser or device reported an error. Try again.', cause);
  }
}

function trouble(title: string, detail: string, cause?: unknown): ProblemError {
  return new ProblemError({ status: 0, title, detail, violations: [] }, { cause });
}
