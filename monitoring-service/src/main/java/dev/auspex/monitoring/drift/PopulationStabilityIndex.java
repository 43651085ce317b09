package dev.auspex.monitoring.drift;

/**
 * Population stability index: how far the shares {@code a} of what is seen have moved from the expected shares
 * {@code e}, over the same bins:
 *
 * <pre>{@code PSI = sum over bins of (a - e) * ln(a / e)}</pre>
 *
 * <p>Source: N. Siddiqi, "Credit Risk Scorecards", Wiley 2006, chapter 9 (system stability report); its properties are
 * in B. Yurdakul, "Statistical Properties of Population Stability Index", Western Michigan University 2018. It is
 * Jeffreys' symmetric divergence {@code KL(a || e) + KL(e || a)} of S. Kullback and R. Leibler, "On Information and
 * Sufficiency", 1951, section 2. Common reading: under 0.1 stable, 0.1 to 0.25 look at it, above 0.25 shifted.
 *
 * <p>Empty bins: where a bin is empty on one side, its share there counts as that of half a value, {@code 1 / (2 n)} of
 * {@code n} values. Adding one half takes the bias of the order {@code 1 / n} from the logarithm of a ratio of counts:
 * J. Haldane, "The estimation and significance of the logarithm of a ratio of frequencies", Annals of Human Genetics 20,
 * 1956; F. Anscombe, "On estimating binomial response relations", Biometrika 43, 1956. The half never exceeds the other
 * side's share: where less than half a value was to be expected, an empty bin is no deviation. No other share is touched,
 * so that without empty bins the index is the published one, and however rare a category is, its share counts as it is.
 *
 * <p>The tests check it against closed forms and against the sum of the two Kullback-Leibler divergences.
 */
final class PopulationStabilityIndex {

    private static final double HALF = 0.5;

    private PopulationStabilityIndex() {}

    /**
     * The index of two distributions over the same bins.
     *
     * @return 0 where the shares are equal, greater the further they are apart
     * @throws IllegalArgumentException where the numbers of bins differ
     */
    static double of(Distribution actual, Distribution expected) {
        if (actual.shares().length != expected.shares().length) {
            throw new IllegalArgumentException(
                    "need as many bins on both sides: " + actual.shares().length + " and " + expected.shares().length);
        }
        double sum = 0;
        for (int bin = 0; bin < actual.shares().length; bin++) {
            sum += term(actual, expected, bin);
        }
        return sum;
    }

    private static double term(Distribution actual, Distribution expected, int bin) {
        double a = actual.shares()[bin];
        double e = expected.shares()[bin];
        if (a == e) {
            return 0;
        }
        if (a == 0) {
            a = Math.min(HALF / actual.values(), e);
        } else if (e == 0) {
            e = Math.min(HALF / expected.values(), a);
        }
        return (a - e) * Math.log(a / e);
    }
}
