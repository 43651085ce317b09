import type { Timings } from '../api/types';

export interface Segment {
  key: 'check' | 'network' | 'queue' | 'inference' | 'commit' | 'rest';
  label: string;
  micros: number;
}

/**
 * The total of a prediction cut into parts that do not overlap: the call to the model service contains its queue and its
 * inference, and what is left of the call is the way there and back. Parts without time are left out.
 */
export function segmentsOf(timings: Timings): Segment[] {
  const { validateMicros, queueMicros, inferenceMicros, modelCallMicros, commitMicros, totalMicros } =
    timings;
  const network = modelCallMicros - queueMicros - inferenceMicros;
  const segments: Segment[] = [
    { key: 'check', label: 'Validation', micros: validateMicros },
    { key: 'network', label: 'Network', micros: network },
    { key: 'queue', label: 'Queue', micros: queueMicros },
    { key: 'inference', label: 'Inference', micros: inferenceMicros },
    { key: 'commit', label: 'Database write', micros: commitMicros },
  ];
  const known = segments.reduce((sum, { micros }) => sum + Math.max(micros, 0), 0);
  segments.push({ key: 'rest', label: 'Other', micros: totalMicros - known });
  return segments.filter(({ micros }) => micros > 0);
}
