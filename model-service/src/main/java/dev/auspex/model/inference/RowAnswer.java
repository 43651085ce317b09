package dev.auspex.model.inference;

/**
 * What came out for one row.
 *
 * @param probabilities   of each label
 * @param queueMicros     time in the queue, in microseconds
 * @param inferenceMicros time in the engine, in microseconds
 * @param batchSize       rows that ran together
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier on the hot path, never compared
record RowAnswer(float[] probabilities, long queueMicros, long inferenceMicros, int batchSize) {}
