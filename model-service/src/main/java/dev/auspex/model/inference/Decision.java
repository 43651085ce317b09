package dev.auspex.model.inference;

import java.util.ArrayList;
import java.util.List;

import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.problem.Violation;

/**
 * From probabilities to a label: of two labels the positive one from the threshold on, of more the most probable one.
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
        int most = 0;
        for (int i = 0; i < given.length; i++) {
            probabilities.add((double) given[i]);
            if (given[i] > given[most]) {
                most = i;
            }
        }
        double score = given[positive];
        return new InferenceResult(
                version,
                labels.get(labels.size() == 2 ? ofTwo(score) : most),
                score,
                probabilities,
                answer.queueMicros(),
                answer.inferenceMicros(),
                answer.batchSize(),
                warnings);
    }

    private int ofTwo(double score) {
        return score >= threshold ? positive : 1 - positive;
    }
}
