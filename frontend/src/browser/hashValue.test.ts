import { describe, expect, it } from 'vitest';

import { hashValue } from './hashValue';

describe('hashValue', () => {
  it.each([
    ['#token=abc', 'abc'],
    ['#other=1&token=a-b_c', 'a-b_c'],
    ['#token=', undefined],
    ['#challenge=abc', undefined],
    ['', undefined],
  ])('reads %s', (hash, token) => {
    expect(hashValue('token', hash)).toBe(token);
  });
});
