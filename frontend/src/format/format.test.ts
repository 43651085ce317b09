import { expect, it } from 'vitest';

import { micros, moment, percent, shortPercent, value, words } from './format';

it.each([
  [0, '0 µs'],
  [412, '412 µs'],
  [999.6, '1000 µs'],
  [1_240, '1.24 ms'],
  [38_400, '38.4 ms'],
  [2_500_000, '2.5 s'],
])('writes %d microseconds as %s', (given, text) => {
  expect(micros(given)).toBe(text);
});

it.each([
  ['monthly_charges', 'Monthly charges'],
  ['MonthlyCharges', 'Monthly charges'],
  ['streaming_tv', 'Streaming TV'],
  ['auc_standard_error', 'AUC standard error'],
  ['gradient-boosted-trees', 'Gradient boosted trees'],
  ['GDP', 'GDP'],
])('writes the name %s as %s', (name, text) => {
  expect(words(name)).toBe(text);
});

it('writes shares as percentages', () => {
  expect([percent(0.7312), shortPercent(0.5), shortPercent(0.125)]).toEqual(['73.1%', '50%', '12.5%']);
});

it('writes values as they would be typed, and says so where there is none', () => {
  expect([value(8684.8), value('DSL'), value(null), value(''), value(true)]).toEqual([
    '8684.8',
    'DSL',
    'Not provided',
    'Not provided',
    'true',
  ]);
});

it('leaves an instant that it cannot read as it is', () => {
  expect(moment('soon')).toBe('soon');
  expect(moment('2026-03-01T10:00:00Z')).toMatch(/2026/);
});
