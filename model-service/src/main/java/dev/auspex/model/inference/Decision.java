package dev.auspex.model.inference;

import java.util.ArrayList;
import java.util.List;

import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.problem.Violation;

/**
 * From probabilities to a label: the positive one from the threshold on, otherwise the most probable of the others.
 */
final class Decision {

    private final String version;
    private final List<String> labels;
    private final int positive;
    private final double threshold;

    Decision(ModelVersion version) {
        this.version = version.version();
        this.labels = version.labels();
        this.positive = version.labels().indexOf(version.positiveLabel());
        this.threshold = version.threshold();
    }

    InferenceResult of(RowAnswer answer) {
        return of(answer, List.of());
    }

    /** @param warnings what is unusual about the input */
    InferenceResult of(RowAnswer answer, List<Violation> warnings) {
        float[] given = answer.probabilities();
        List<Double> probabilities = new ArrayList<>(given.length);
        int other = -1;
        for (int i = 0; i < given.length; i++) {
            probabilities.add((double) given[i]);
            if (i != positive && (other < 0 || given[i] > given[other])) {
                other = i;
            }
        }
        double score = given[positive];
        return new InferenceResult(
                version,
                labels.get(score >= threshold ? positive : other),
                score,
                probabilities,
                answer.queueMicros(),
                answer.inferenceMicros(),
                answer.batchSize(),
                warnings);
    }
}
