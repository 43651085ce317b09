import type {
  PasskeyAssertion,
  PasskeyCreationOptions,
  PasskeyRegistration,
  PasskeyRequestOptions,
} from '../api/types';
import { ProblemError } from '../api/problem';

/* The browser's part of passkeys. The library that speaks to it is fetched when it is first needed. */

/** Whether this browser has passkeys at all, on this page: not where it came over plain HTTP from another machine. */
export function passkeysAreHere(): boolean {
  return window.isSecureContext && typeof window.PublicKeyCredential === 'function';
}

/** Has the device make a passkey. */
export async function makePasskey(options: PasskeyCreationOptions): Promise<PasskeyRegistration> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  try {
    const { id, type, response } = await startRegistration({
      optionsJSON: options as Parameters<typeof startRegistration>[0]['optionsJSON'],
    });
    const { clientDataJSON, attestationObject, transports } = response;
    return { id, type, response: { clientDataJSON, attestationObject, transports: transports ?? [] } };
  } catch (error) {
    throw problemOf(error);
  }
}

/** Has the device use one that it holds. */
export async function usePasskeyOf(options: PasskeyRequestOptions): Promise<PasskeyAssertion> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  try {
    const { id, type, response } = await startAuthentication({
      optionsJSON: options as Parameters<typeof startAuthentication>[0]['optionsJSON'],
    });
    const { clientDataJSON, authenticatorData, signature, userHandle } = response;
    return {
      id,
      type,
      response: { clientDataJSON, authenticatorData, signature, userHandle: userHandle ?? '' },
    };
  } catch (error) {
    throw problemOf(error);
  }
}

/** In words for people, by the names that Web Authentication gives to what a device says no with. */
const REFUSALS: Readonly<Record<string, { title: string; detail: string }>> = {
  NotAllowedError: { title: 'No passkey was used', detail: 'It was cancelled, or took too long.' },
  AbortError: { title: 'No passkey was used', detail: 'It was cancelled.' },
  InvalidStateError: {
    title: 'There is one already',
    detail: 'This device, or where it keeps its passkeys, holds one for this account.',
  },
  SecurityError: {
    title: 'Not at this address',
    detail: 'Passkeys of this installation are for another address. Open it there.',
  },
  NotSupportedError: {
    title: 'Not on this device',
    detail: 'It can make no passkey that verifies you by fingerprint, face or PIN.',
  },
  ConstraintError: {
    title: 'Not on this device',
    detail: 'It can make no passkey that verifies you by fingerprint, face or PIN.',
  },
};

function problemOf(error: unknown): ProblemError {
  const name = error instanceof Error ? error.name : '';
  const { title, detail } = REFUSALS[name] ?? {
    title: 'The device could not do it',
    detail: error instanceof Error ? error.message : 'Please try again.',
  };
  return new ProblemError({ status: 0, title, detail, violations: [] }, { cause: error });
}

const DEVICES: readonly [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android device'],
  [/Windows/, 'Windows computer'],
  [/CrOS/, 'Chromebook'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux computer'],
];

/** What somebody may call a passkey that this device makes. */
export function deviceName(userAgent: string): string {
  return DEVICES.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'Passkey';
}
