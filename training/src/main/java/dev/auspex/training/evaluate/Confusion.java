package dev.auspex.training.evaluate;

/**
 * Counts of right and wrong answers at one threshold.
 *
 * @param threshold      score from which the positive label is predicted
 * @param truePositives  positive rows predicted positive
 * @param falsePositives negative rows predicted positive
 * @param trueNegatives  negative rows predicted negative
 * @param falseNegatives positive rows predicted negative
 */
public record Confusion(
        double threshold, long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {

    /** Returns the counts over all rows. */
    public static Confusion at(double threshold, double[] scores, boolean[] positives) {
        long[] counts = new long[4];
        for (int i = 0; i < scores.length; i++) {
            counts[(positives[i] ? 2 : 0) + (scores[i] >= threshold ? 1 : 0)]++;
        }
        return new Confusion(threshold, counts[3], counts[1], counts[0], counts[2]);
    }

    /** Returns the share of rows predicted correctly. */
    public double accuracy() {
        return share(truePositives + trueNegatives, truePositives + trueNegatives + falsePositives + falseNegatives);
    }

    /** Returns the share of positive predictions that are correct, or 0 if there is no positive prediction. */
    public double precision() {
        return share(truePositives, truePositives + falsePositives);
    }

    /** Returns the share of positive rows that are found, or 0 if there is no positive row. */
    public double recall() {
        return share(truePositives, truePositives + falseNegatives);
    }

    /** Returns the harmonic mean of precision and recall. */
    public double f1() {
        return share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
