package dev.auspex.model.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.model.registry.Probabilities;

/**
 * Turns probabilities into a label: of two labels, the positive one if its probability reaches the threshold; of more,
 * the most probable one.
 */
final class Decision {

    private final String version;
    private final List<String> labels;
    private final int positive;
    private final double threshold;
    private final List<Feature> schema;

    Decision(ModelVersion version) {
        this.version = version.version();
        this.labels = version.labels();
        this.positive = version.labels().indexOf(version.positiveLabel());
        this.threshold = version.threshold();
        this.schema = version.features();
    }

    /**
     * Decides on the label of one row.
     *
     * @param features values of the request; null values count as missing
     * @param warnings anything unusual about the input
     * @throws ProblemException INVALID_INPUT if the graph gives no probabilities for these values
     */
    InferenceResult of(RowAnswer answer, Map<String, Object> features, List<Violation> warnings) {
        float[] given = answer.probabilities();
        if (!Probabilities.good(given)) {
            throw noProbabilities(features);
        }
        List<Double> probabilities = new ArrayList<>(given.length);
        int most = 0;
        for (int i = 0; i < given.length; i++) {
            probabilities.add(Probabilities.clamped(given[i]));
            if (given[i] > given[most]) {
                most = i;
            }
        }
        double score = probabilities.get(positive);
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

    /**
     * Explains why there are no probabilities. The cause is nearly always a missing number that nothing in
     * the graph imputes.
     */
    private ProblemException noProbabilities(Map<String, Object> features) {
        List<Violation> missing = schema.stream()
                .filter(feature -> features.get(feature.name()) == null)
                .map(feature -> new Violation(
                        "/features/" + feature.name().replace("~", "~0").replace("/", "~1"),
                        "required",
                        "`" + feature.name()
                                + "` is missing, and without it the model cannot compute a probability."
                                + " Enter a value."))
                .toList();
        List<Violation> violations = missing.isEmpty()
                ? List.of(new Violation(
                        "/features",
                        "uncomputable",
                        "The model cannot compute a probability from these values. Check for very large numbers."))
                : missing;
        String detail = violations.size() == 1
                ? violations.getFirst().message()
                : "The model cannot compute a probability while " + violations.size()
                        + " features are missing. See `violations`.";
        return new ProblemException(ProblemType.INVALID_INPUT, detail, violations);
    }

    private int ofTwo(double score) {
        return score >= threshold ? positive : 1 - positive;
    }
}
