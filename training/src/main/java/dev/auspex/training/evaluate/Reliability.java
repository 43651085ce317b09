package dev.auspex.training.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * How well scores agree with probabilities: rows grouped by score into bins of equal width.
 *
 * @param bins bins from the lowest score to the highest, including empty ones
 */
public record Reliability(List<Bin> bins) {

    /** Number of bins in the tables and for the expected calibration error. */
    public static final int BINS = 10;

    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * Rows whose score lies in one bin.
     *
     * @param from      lowest score, inclusive
     * @param to        highest score, exclusive except in the last bin
     * @param rows      number of rows
     * @param meanScore mean score, NaN if there is no row
     * @param positives number of positive rows
     */
    public record Bin(double from, double to, int rows, double meanScore, int positives) {

        /** Returns the share of positive rows, or NaN if there is no row. */
        public double share() {
            return (double) positives / rows;
        }
    }

    /** Groups scores into bins. */
    public static Reliability of(double[] scores, boolean[] positives) {
        double[] sums = new double[BINS];
        int[] rows = new int[BINS];
        int[] positiveRows = new int[BINS];
        for (int i = 0; i < scores.length; i++) {
            int bin = Math.clamp((int) (scores[i] * BINS), 0, BINS - 1);
            sums[bin] += scores[i];
            rows[bin]++;
            positiveRows[bin] += positives[i] ? 1 : 0;
        }
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            bins.add(new Bin((double) i / BINS, (i + 1.0) / BINS, rows[i], sums[i] / rows[i], positiveRows[i]));
        }
        return new Reliability(bins);
    }

    /**
     * Computes the expected calibration error: the mean distance between mean score and share of positives, weighted by
     * the rows of each bin. Naeini, Cooper, Hauskrecht 2015, "Obtaining Well Calibrated Probabilities Using Bayesian
     * Binning", AAAI-15, with ten bins of equal width.
     */
    public double expectedError() {
        double error = 0;
        long rows = 0;
        for (Bin bin : bins) {
            if (bin.rows() > 0) {
                error += bin.rows() * Math.abs(bin.meanScore() - bin.share());
                rows += bin.rows();
            }
        }
        return error / rows;
    }
}
