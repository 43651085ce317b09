package dev.auspex.graph.engine;

import org.jspecify.annotations.Nullable;

/**
 * One row of features, laid out as a {@link RowRunner} takes it.
 *
 * @param numbers    one for each FP32 input in the runner's order; NaN where missing
 * @param categories one for each string input in the runner's order; empty where missing
 * @param prepared   what a {@link Preparation} made of the row, or null for a graph that takes the values themselves
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier on the hot path, never compared
public record Row(float[] numbers, String[] categories, Values @Nullable [] prepared) {

    public Row(float[] numbers, String[] categories) {
        this(numbers, categories, null);
    }
}
