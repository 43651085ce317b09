import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { afterEach, expect, it, vi } from 'vitest';

import { ProblemError } from '../api/problem';
import type { PasskeyCreationOptions, PasskeyRequestOptions } from '../api/types';
import { deviceName, makePasskey, passkeysAreHere, usePasskeyOf } from './webauthn';

vi.mock('@simplewebauthn/browser', () => ({ startRegistration: vi.fn(), startAuthentication: vi.fn() }));

afterEach(() => {
  vi.clearAllMocks();
  vi.unstubAllGlobals();
});

const CREATION = { challenge: 'abc' } as PasskeyCreationOptions;
const REQUEST = { challenge: 'abc' } as PasskeyRequestOptions;

function named(name: string): Error {
  return Object.assign(new Error('what the browser says'), { name });
}

it('needs a secure context and a browser that has them', () => {
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('PublicKeyCredential', undefined);
  expect(passkeysAreHere()).toBe(false);
  vi.stubGlobal('PublicKeyCredential', () => undefined);
  expect(passkeysAreHere()).toBe(true);
  vi.stubGlobal('isSecureContext', false);
  expect(passkeysAreHere()).toBe(false);
});

it('sends what the suite reads, and nothing else', async () => {
  vi.mocked(startRegistration).mockResolvedValue({
    id: 'id',
    rawId: 'id',
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON: 'c', attestationObject: 'a', publicKey: 'p' },
  });
  vi.mocked(startAuthentication).mockResolvedValue({
    id: 'id',
    rawId: 'id',
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON: 'c', authenticatorData: 'a', signature: 's', userHandle: 'u' },
  });

  expect(await makePasskey(CREATION)).toEqual({
    id: 'id',
    type: 'public-key',
    response: { clientDataJSON: 'c', attestationObject: 'a', transports: [] },
  });
  expect(await usePasskeyOf(REQUEST)).toEqual({
    id: 'id',
    type: 'public-key',
    response: { clientDataJSON: 'c', authenticatorData: 'a', signature: 's', userHandle: 'u' },
  });
  expect(startRegistration).toHaveBeenCalledExactlyOnceWith({ optionsJSON: CREATION });
});

it.each([
  ['NotAllowedError', 'No passkey was used'],
  ['InvalidStateError', 'There is one already'],
  ['SecurityError', 'Not at this address'],
  ['WhoKnows', 'The device could not do it'],
])('says %s in words for people', async (name, title) => {
  vi.mocked(startRegistration).mockRejectedValue(named(name));
  vi.mocked(startAuthentication).mockRejectedValue(named(name));

  for (const attempt of [() => makePasskey(CREATION), () => usePasskeyOf(REQUEST)]) {
    const error: unknown = await attempt().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).problem.title).toBe(title);
  }
});

it.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', 'iPhone'],
  ['Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36', 'Linux computer'],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0.0.0', 'Android device'],
  ['curl/8', 'Passkey'],
])('calls a passkey by the device: %s', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});
