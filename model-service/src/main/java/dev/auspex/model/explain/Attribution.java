package dev.auspex.model.explain;

import jakarta.annotation.Nullable;

import dev.auspex.contracts.model.ExplanationMethod;
import dev.auspex.contracts.model.ExplanationScale;

/**
 * Contributions of all features to one score.
 *
 * @param method         how they were computed
 * @param scale          what they add up on
 * @param base           what they are added to
 * @param contributions  one for each feature, in the order of {@link Features}
 * @param standardErrors one for each feature, or null where the contributions are exact
 * @param backgroundRows background rows behind them
 * @param permutations   permutations that were sampled, or null where the contributions are exact
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between method and answer, never compared
record Attribution(
        ExplanationMethod method,
        ExplanationScale scale,
        double base,
        double[] contributions,
        @Nullable double[] standardErrors,
        int backgroundRows,
        @Nullable Integer permutations) {

    /** Largest difference of a probability that float32 sums in the engine explain. */
    static final double TOLERANCE = 1e-4;

    /** Base and contributions together, on the scale. */
    double output() {
        double sum = base;
        for (double contribution : contributions) {
            sum += contribution;
        }
        return sum;
    }

    /** The probability that a place on the scale stands for. */
    double score(double onScale) {
        return switch (scale) {
            case LOG_ODDS -> logistic(onScale);
            case PROBABILITY -> onScale;
        };
    }

    /** How far base and contributions together are from a score, as a probability. */
    double distanceFrom(double score) {
        return Math.abs(score(output()) - score);
    }

    static double logistic(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }
}
