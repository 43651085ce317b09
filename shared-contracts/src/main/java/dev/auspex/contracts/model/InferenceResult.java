package dev.auspex.contracts.model;

import java.util.List;

import dev.auspex.contracts.problem.Violation;

/**
 * What a version answers for one row.
 *
 * @param version         version that answered
 * @param label           label by the version's threshold
 * @param score           probability of the positive label
 * @param probabilities   probability of each label, in the order of {@link ModelVersion#labels}
 * @param queueMicros     time in the queue, in microseconds
 * @param inferenceMicros time in the engine, in microseconds
 * @param batchSize       rows that ran together
 * @param warnings        what is unusual about the input but not wrong, such as a text longer than the model reads
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
