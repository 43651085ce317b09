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
 * <p>Empty bins: a share below {@code epsilon} counts as {@code epsilon} on both sides, without scaling the rest.
 * Every term stays at or above zero, equal shares still give exactly zero, and one empty bin adds at most
 * {@code -ln(epsilon)} times the other side's share.
 *
 * <p>The tests check it against closed forms and against the sum of the two Kullback-Leibler divergences.
 */
public final class PopulationStabilityIndex {

    private final double epsilon;

    /**
     * Makes an index with a smoothing of its own.
     *
     * @param epsilon least share of a bin, above 0 and at most 0.01; 0.0001 is customary
     */
    public PopulationStabilityIndex(double epsilon) {
        if (!(epsilon > 0 && epsilon <= 0.01)) {
            throw new IllegalArgumentException("epsilon must be above 0 and at most 0.01: " + epsilon);
        }
        this.epsilon = epsilon;
    }

    /**
     * The index of two distributions over the same bins.
     *
     * @param actual   share of each bin in what is seen, 0 to 1
     * @param expected share of each bin in the reference, 0 to 1, as many
     * @return 0 where the shares are equal, greater the further they are apart
     * @throws IllegalArgumentException where there are no bins, the numbers of bins differ, or a share is not in 0 to 1
     */
    public double of(double[] actual, double[] expected) {
        if (actual.length == 0 || actual.length != expected.length) {
            throw new IllegalArgumentException(
                    "need as many bins on both sides: " + actual.length + " and " + expected.length);
        }
        double sum = 0;
        for (int bin = 0; bin < actual.length; bin++) {
            double a = smoothed(actual[bin]);
            double e = smoothed(expected[bin]);
            sum += (a - e) * Math.log(a / e);
        }
        return sum;
    }

    private double smoothed(double share) {
        // Sums of shares carry rounding errors: a bin that holds everything may be a hair above 1.
        if (!(share >= 0 && share <= 1 + 1e-9)) {
            throw new IllegalArgumentException("not a share: " + share);
        }
        return Math.max(share, epsilon);
    }
}
