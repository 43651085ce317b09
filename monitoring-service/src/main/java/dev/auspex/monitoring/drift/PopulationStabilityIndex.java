package dev.auspex.monitoring.drift;

/**
 * Population stability index: how far the observed shares {@code a} have moved from the expected shares {@code e}, over
 * the same bins:
 *
 * <pre>{@code PSI = sum over bins of (a - e) * ln(a / e)}</pre>
 *
 * <p>Source: N. Siddiqi, "Credit Risk Scorecards", Wiley 2006, chapter 9 (system stability report); its properties are
 * in B. Yurdakul, "Statistical Properties of Population Stability Index", Western Michigan University 2018. It is
 * Jeffreys' symmetric divergence {@code KL(a || e) + KL(e || a)} of S. Kullback and R. Leibler, "On Information and
 * Sufficiency", 1951, section 2. Common interpretation: below 0.1 stable, 0.1 to 0.25 worth a look, above 0.25 shifted.
 *
 * <p>Empty bins: if a bin is empty on one side, its share there is taken as half a value, {@code 1 / (2 n)} of
 * {@code n} values. Adding one half removes the bias of order {@code 1 / n} from the logarithm of a ratio of counts:
 * J. Haldane, "The estimation and significance of the logarithm of a ratio of frequencies", Annals of Human Genetics
 * 20, 1956; F. Anscombe, "On estimating binomial response relations", Biometrika 43, 1956. The half value never exceeds
 * the share on the other side: if less than half a value was expected, an empty bin is no deviation. All other shares
 * stay as they are. So without empty bins the index is the published one, and even the rarest category counts with its
 * exact share.
 *
 * <p>The tests check the index against closed forms and against the sum of the two Kullback-Leibler divergences.
 */
final class PopulationStabilityIndex {

    private static final double HALF = 0.5;

    private PopulationStabilityIndex() {}

    /**
     * Computes the index of two distributions over the same bins.
     *
     * @return 0 if the shares are equal; the further apart they are, the larger the index
     * @throws IllegalArgumentException if the numbers of bins differ
     */
    static double of(Distribution actual, Distribution expected) {
        if (actual.shares().length != expected.shares().length) {
            throw new IllegalArgumentException("Both sides must have the same number of bins, not "
                    + actual.shares().length + " and " + expected.shares().length + ".");
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
