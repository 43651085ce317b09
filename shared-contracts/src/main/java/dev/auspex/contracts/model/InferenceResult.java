package dev.auspex.contracts.model;

import java.util.List;

import dev.auspex.contracts.problem.Violation;

/**
 * The output of a version for one row.
 *
 * @param version         version that ran
 * @param label           label according to the threshold of the version
 * @param score           probability of the positive label
 * @param probabilities   probability of each label, in the order of {@link ModelVersion#labels}
 * @param queueMicros     time spent in the queue, in microseconds
 * @param inferenceMicros time spent in the engine, in microseconds
 * @param batchSize       number of rows that ran together
 * @param warnings        unusual but valid input, such as a text that is longer than the model reads
 */
public record InferenceResult(
        String version,
        String label,
        double score,
        List<Double> probabilities,
        long queueMicros,
        long inferenceMicros,
        int batchSize,
        List<Violation> warnings) {

    public InferenceResult {
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
}
