package dev.auspex.training.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * How far scores can be taken for probabilities: rows by score in bins of equal width.
 *
 * @param bins bins from the least score to the greatest, empty ones too
 */
public record Reliability(List<Bin> bins) {

    /** Bins of the tables and of the expected calibration error. */
    public static final int BINS = 10;

    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * The rows whose score lies in one bin.
     *
     * @param from      least score, inclusive
     * @param to        greatest score, exclusive but for the last bin
     * @param rows      rows
     * @param meanScore mean score, NaN where there is no row
     * @param positives positive rows
     */
    public record Bin(double from, double to, int rows, double meanScore, int positives) {

        /** Share of positive rows, NaN where there is no row. */
        public double share() {
            return (double) positives / rows;
        }
    }

    /** Sorts scores into bins. */
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
     * Expected calibration error: the mean distance of mean score and share of positives, weighted by the bins' rows. Naeini,
     * Cooper, Hauskrecht 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI-15, with ten bins of equal
     * width.
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
