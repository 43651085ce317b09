import { describe, expect, it } from 'vitest';

import { segmentsOf } from './timings';

const timings = {
  validateMicros: 40,
  queueMicros: 200,
  inferenceMicros: 60,
  modelCallMicros: 600,
  commitMicros: 400,
  totalMicros: 1_100,
};

describe('segmentsOf', () => {
  it('cuts the total into parts that add up to it', () => {
    const segments = segmentsOf(timings);

    expect(segments.map(({ key, micros }) => [key, micros])).toEqual([
      ['check', 40],
      ['network', 340],
      ['queue', 200],
      ['inference', 60],
      ['commit', 400],
      ['rest', 60],
    ]);
    expect(segments.reduce((sum, { micros }) => sum + micros, 0)).toBe(timings.totalMicros);
  });

  it('leaves out what took no time, such as the write of a prediction that is read back', () => {
    const keys = segmentsOf({ ...timings, commitMicros: 0, queueMicros: 0 }).map(({ key }) => key);

    expect(keys).toEqual(['check', 'network', 'inference', 'rest']);
  });

  it('never shows a negative part when clocks disagree', () => {
    const segments = segmentsOf({ ...timings, modelCallMicros: 100, totalMicros: 1 });

    expect(segments.every(({ micros }) => micros > 0)).toBe(true);
  });
});
