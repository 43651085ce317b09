package dev.auspex.training.evaluate;

/**
 * Counts of right and wrong answers at one threshold.
 *
 * @param threshold      score from which the positive label is answered
 * @param truePositives  positive rows answered positive
 * @param falsePositives negative rows answered positive
 * @param trueNegatives  negative rows answered negative
 * @param falseNegatives positive rows answered negative
 */
public record Confusion(
        double threshold, long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {

    /** Counts over all rows. */
    public static Confusion at(double threshold, double[] scores, boolean[] positives) {
        long[] counts = new long[4];
        for (int i = 0; i < scores.length; i++) {
            counts[(positives[i] ? 2 : 0) + (scores[i] >= threshold ? 1 : 0)]++;
        }
        return new Confusion(threshold, counts[3], counts[1], counts[0], counts[2]);
    }

    /** Share of rows answered rightly. */
    public double accuracy() {
        return share(truePositives + trueNegatives, truePositives + trueNegatives + falsePositives + falseNegatives);
    }

    /** Share of positive answers that are right; 0 where there is no positive answer. */
    public double precision() {
        return share(truePositives, truePositives + falsePositives);
    }

    /** Share of positive rows that are found; 0 where there is no positive row. */
    public double recall() {
        return share(truePositives, truePositives + falseNegatives);
    }

    /** Harmonic mean of precision and recall. */
    public double f1() {
        return share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
