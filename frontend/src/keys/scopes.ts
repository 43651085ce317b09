import type { ModelVersion } from '../api/types';

export const SCOPES = ['infer', 'read', 'manage'] as const;
export type Scope = (typeof SCOPES)[number];

export const SCOPE_MEANINGS: Readonly<Record<Scope, string>> = {
  infer: 'Make predictions and explain them.',
  read: 'Read models, stored predictions and statistics.',
  manage: 'Upload, load and remove models and move their aliases, as far as your role allows.',
};

const DAY_MILLIS = 86_400_000;

/** How long a key may live, in days; a year is the suite's limit. */
export const LIVES = [7, 30, 90, 180, 365] as const;
export const USUAL_LIFE = 90;

export function expiryOf(days: number, now: Date): string {
  return new Date(now.getTime() + days * DAY_MILLIS).toISOString();
}

/** Whether a key is valid for longer, expires soon, or has expired. */
export function expiryState(expiresAt: string, now: Date): 'good' | 'soon' | 'over' {
  const left = new Date(expiresAt).getTime() - now.getTime();
  return left <= 0 ? 'over' : left < 14 * DAY_MILLIS ? 'soon' : 'good';
}

/** A prediction that a key may be tried with. */
export interface Sample {
  model: string;
  features: Record<string, unknown>;
}

/** A shell command that uses a key; undefined if its scopes allow nothing harmless. */
export function curlLine(
  origin: string,
  key: string,
  scopes: readonly string[],
  sample: Sample | undefined,
): string | undefined {
  const header = `-H ${quoted(`Authorization: Bearer ${key}`)}`;
  if (scopes.includes('infer') && sample !== undefined) {
    return [
      `curl ${origin}/api/v1/predictions ${header}`,
      `-H 'Content-Type: application/json'`,
      `-d ${quoted(JSON.stringify(sample))}`,
    ].join(' \\\n  ');
  }
  return scopes.includes('read') ? `curl ${origin}/api/v1/models ${header}` : undefined;
}

/** As one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The examples that a model's schema gives. */
export function sampleOf({ model, features }: ModelVersion): Sample {
  return {
    model,
    features: Object.fromEntries(
      features.filter(({ example }) => example != null).map(({ name, example }) => [name, example]),
    ),
  };
}
