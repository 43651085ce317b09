package dev.auspex.graph.engine;

import org.jspecify.annotations.Nullable;

/**
 * One row of features in the layout of a {@link RowRunner}.
 *
 * @param numbers    one for each FP32 input in the runner's order; NaN if missing
 * @param categories one for each string input in the runner's order; empty if missing
 * @param prepared   the row as a {@link Preparation} prepared it, or null for a graph that takes the values themselves
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier on the hot path, never compared
public record Row(float[] numbers, String[] categories, Values @Nullable [] prepared) {

    public Row(float[] numbers, String[] categories) {
        this(numbers, categories, null);
    }
}
