import { expect, it } from 'vitest';

import { choicesOf } from './versions';

it('offers the champion first, then other aliases, then versions from newest to oldest', () => {
  const choices = choicesOf({
    name: 'churn',
    versions: ['1', '2', '3'],
    aliases: { candidate: '3', champion: '2' },
  });

  expect(choices.map(({ value, label }) => `${value}: ${label}`)).toEqual([
    'champion: Champion (version 2)',
    'candidate: Candidate (version 3)',
    '3: Version 3',
    '2: Version 2',
    '1: Version 1',
  ]);
});

it('offers the newest version of a model without a champion', () => {
  expect(choicesOf({ name: 'credit', versions: ['1', '2'], aliases: {} })[0]?.value).toBe('2');
});
