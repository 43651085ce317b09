import { describe, expect, it } from 'vitest';

import type { ModelVersion } from '../api/types';
import { curlLine, expiryOf, expiryState, sampleOf } from './scopes';

const NOW = new Date('2026-03-01T12:00:00Z');
const SAMPLE = { model: 'churn', features: { plan: "owner's" } };

it('counts the life of a key in days', () => {
  expect(expiryOf(90, NOW)).toBe('2026-05-30T12:00:00.000Z');
});

it('says when a key ends soon', () => {
  expect(expiryState('2026-05-30T12:00:00Z', NOW)).toBe('good');
  expect(expiryState('2026-03-10T12:00:00Z', NOW)).toBe('soon');
  expect(expiryState('2026-03-01T12:00:00Z', NOW)).toBe('over');
});

describe('the line that tries a key', () => {
  it('predicts where the key may, quoted for a shell', () => {
    expect(curlLine('https://a.example', 'axp_1_s', ['read', 'infer'], SAMPLE)).toBe(
      [
        "curl https://a.example/api/v1/predictions -H 'Authorization: Bearer axp_1_s' \\",
        "  -H 'Content-Type: application/json' \\",
        String.raw`  -d '{"model":"churn","features":{"plan":"owner'\''s"}}'`,
      ].join('\n'),
    );
  });

  it('reads where it may do that alone, or where there is no model to ask', () => {
    const line = "curl https://a.example/api/v1/models -H 'Authorization: Bearer axp_1_s'";
    expect(curlLine('https://a.example', 'axp_1_s', ['read'], SAMPLE)).toBe(line);
    expect(curlLine('https://a.example', 'axp_1_s', ['infer', 'read'], undefined)).toBe(line);
  });

  it('is not there for a key that could only change things', () => {
    expect(curlLine('https://a.example', 'axp_1_s', ['manage'], SAMPLE)).toBeUndefined();
  });
});

it('takes the examples of a schema, and leaves out what has none', () => {
  const version = {
    model: 'churn',
    features: [
      { name: 'tenure', example: 12 },
      { name: 'notes', example: null },
    ],
  } as unknown as ModelVersion;

  expect(sampleOf(version)).toEqual({ model: 'churn', features: { tenure: 12 } });
});
