package dev.auspex.model.engine;

/**
 * One row of features, laid out as a {@link RowRunner} takes it.
 *
 * @param numbers    one for each FP32 input in the runner's order; NaN where missing
 * @param categories one for each string input in the runner's order; empty where missing
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier on the hot path, never compared
public record Row(float[] numbers, String[] categories) {}
