import type { Branding, TenantSettings } from '../api/types';
import type { Errors } from '../design/useForm';

/** Rules of the auth service: see Branding and TenantSettings in openapi.json. */
const LARGEST_LOGO_BYTES = 64 * 1024;
const LONGEST_NAME = 100;
const MOST_REQUESTS = 1_000_000;
const LONGEST_RETENTION = 3_650;
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export interface BrandingValues {
  name: string;
  /** As typed; empty for the default. */
  colour: string;
  /** Base64; empty for none. */
  logo: string;
}

export function checkBranding({ name, colour }: BrandingValues): Errors<BrandingValues> {
  return {
    ...(name.trim() === ''
      ? { name: 'Enter a name.' }
      : name.length > LONGEST_NAME
        ? { name: `Use at most ${LONGEST_NAME} characters.` }
        : {}),
    ...(/^(#[0-9a-f]{6})?$/i.test(colour.trim()) ? {} : { colour: 'Enter a hex colour, such as #3c5a99.' }),
  };
}

export function brandingOf({ name, colour, logo }: BrandingValues): Branding {
  return {
    name: name.trim(),
    ...(colour.trim() === '' ? {} : { colour: colour.trim().toLowerCase() }),
    ...(logo === '' ? {} : { logo }),
  };
}

/** Reads a PNG file as Base64. Throws an Error with a message for people if it is not a PNG or too large. */
export async function readLogo(file: Blob): Promise<string> {
  if (file.size > LARGEST_LOGO_BYTES) {
    throw new Error('The logo can have at most 64 KiB. Choose a smaller file.');
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!PNG.every((byte, index) => bytes[index] === byte)) {
    throw new Error('The logo must be a PNG file. Choose another file.');
  }
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

export interface SettingsValues {
  requestsPerSecond: string;
  predictionsPerDay: string;
  retentionDays: string;
  logInputs: boolean;
}

export function checkSettings(values: SettingsValues): Errors<SettingsValues> {
  const errors: Errors<SettingsValues> = {};
  const requests = wrongCount(values.requestsPerSecond, MOST_REQUESTS, true);
  if (requests !== undefined) {
    errors.requestsPerSecond = requests;
  }
  const predictions = wrongCount(values.predictionsPerDay, Number.MAX_SAFE_INTEGER, true);
  if (predictions !== undefined) {
    errors.predictionsPerDay = predictions;
  }
  const days = wrongCount(values.retentionDays, LONGEST_RETENTION, false);
  if (days !== undefined) {
    errors.retentionDays = days;
  }
  return errors;
}

export function settingsOf(values: SettingsValues): TenantSettings {
  const requests = values.requestsPerSecond.trim();
  const predictions = values.predictionsPerDay.trim();
  return {
    ...(requests === '' ? {} : { requestsPerSecond: Number(requests) }),
    ...(predictions === '' ? {} : { predictionsPerDay: Number(predictions) }),
    retentionDays: Number(values.retentionDays.trim()),
    logInputs: values.logInputs,
  };
}

function wrongCount(text: string, most: number, optional: boolean): string | undefined {
  const given = text.trim();
  if (given === '' && optional) {
    return undefined;
  }
  if (!/^\d+$/.test(given)) {
    return 'Enter a whole number.';
  }
  const count = Number(given);
  return count < 1 || count > most ? `Enter a number from 1 to ${most}.` : undefined;
}
