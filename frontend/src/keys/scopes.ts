import type { ModelVersion } from '../api/types';

export const SCOPES = ['infer', 'read', 'manage'] as const;
export type Scope = (typeof SCOPES)[number];

export const SCOPE_MEANINGS: Readonly<Record<Scope, string>> = {
  infer: 'Makes predictions and explains them.',
  read: 'Reads models, kept predictions and statistics.',
  manage: 'Uploads, loads and removes models and moves their aliases, as far as your role allows.',
};

const DAY_MILLIS = 86_400_000;

/** How long a key may live, in days; a year is the suite's limit. */
export const LIVES = [7, 30, 90, 180, 365] as const;
export const USUAL_LIFE = 90;

export function expiryOf(days: number, now: Date): string {
  return new Date(now.getTime() + days * DAY_MILLIS).toISOString();
}

/** What a key's expiry asks for: nothing, a look soon, or another key. */
export function expiryState(expiresAt: string, now: Date): 'good' | 'soon' | 'over' {
  const left = new Date(expiresAt).getTime() - now.getTime();
  return left <= 0 ? 'over' : left < 14 * DAY_MILLIS ? 'soon' : 'good';
}

/** A prediction that a key may be tried with. */
export interface Sample {
  model: string;
  features: Record<string, unknown>;
}

/** A line for a shell that uses a key; undefined where it may do nothing harmless. */
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
