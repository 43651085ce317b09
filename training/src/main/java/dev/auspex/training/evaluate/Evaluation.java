package dev.auspex.training.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Quality of scores against the truth.
 *
 * @param rows             number of rows
 * @param positives        number of positive rows among them
 * @param auc              area under the ROC curve, see {@link #auc}
 * @param aucStandardError standard error of the area, see {@link #aucStandardError}
 * @param logLoss          mean of -ln of the probability given to the truth, in nats
 * @param brier            mean squared difference between score and truth (Brier 1950, Monthly Weather Review 78(1);
 *                         for two classes counted once)
 * @param calibrationError expected calibration error, see {@link Reliability#expectedError}
 * @param confusion        counts at the model's threshold
 */
public record Evaluation(
        int rows,
        long positives,
        double auc,
        double aucStandardError,
        double logLoss,
        double brier,
        double calibrationError,
        Confusion confusion) {

    private static final double LEAST_PROBABILITY = 1e-15;

    /** Evaluates scores, which are probabilities of the positive label. */
    public static Evaluation of(double[] scores, boolean[] positives, double threshold) {
        if (scores.length != positives.length || scores.length == 0) {
            throw new IllegalArgumentException("There must be as many scores as truths, and at least one.");
        }
        double logLoss = 0;
        double brier = 0;
        for (int i = 0; i < scores.length; i++) {
            logLoss += logLoss(scores[i], positives[i]);
            brier += squaredError(scores[i], positives[i]);
        }
        long positiveRows = count(positives);
        double auc = auc(scores, positives);
        return new Evaluation(
                scores.length,
                positiveRows,
                auc,
                aucStandardError(auc, positiveRows, scores.length - positiveRows),
                logLoss / scores.length,
                brier / scores.length,
                Reliability.of(scores, positives).expectedError(),
                Confusion.at(threshold, scores, positives));
    }

    /** Returns the log loss of one row, in nats. A probability below 1e-15 counts as 1e-15. */
    public static double logLoss(double score, boolean positive) {
        return -StrictMath.log(Math.max(positive ? score : 1 - score, LEAST_PROBABILITY));
    }

    /** Returns the squared error of one row, for the Brier score. */
    public static double squaredError(double score, boolean positive) {
        double error = positive ? 1 - score : score;
        return error * error;
    }

    /**
     * Computes the area under the ROC curve: the probability that a positive row scores above a negative one, with ties
     * counted half. Uses the rank sum of Hanley and McNeil 1982, "The meaning and use of the area under a receiver
     * operating characteristic (ROC) curve", Radiology 143, pp. 29-36; checked against the 0.893 in their table I.
     * Returns NaN if one label is absent.
     */
    public static double auc(double[] scores, boolean[] positives) {
        Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        double positiveRanks = 0;
        int start = 0;
        while (start < order.length) {
            int end = start;
            int positivesInTie = 0;
            while (end < order.length && scores[order[end]] == scores[order[start]]) {
                positivesInTie += positives[order[end]] ? 1 : 0;
                end++;
            }
            positiveRanks += positivesInTie * ((start + 1 + end) / 2.0);
            start = end;
        }
        double positiveRows = count(positives);
        double negativeRows = scores.length - positiveRows;
        return (positiveRanks - positiveRows * (positiveRows + 1) / 2) / (positiveRows * negativeRows);
    }

    /**
     * Computes the standard error of an area under the ROC curve by the formula of Hanley and McNeil 1982, p. 33, with
     * Q1 = A/(2-A) and Q2 = 2A²/(1+A); checked against their 0.032 for A = 0.893.
     */
    public static double aucStandardError(double auc, long positiveRows, long negativeRows) {
        double q1 = auc / (2 - auc);
        double q2 = 2 * auc * auc / (1 + auc);
        double variance =
                auc * (1 - auc) + (positiveRows - 1) * (q1 - auc * auc) + (negativeRows - 1) * (q2 - auc * auc);
        return Math.sqrt(variance / ((double) positiveRows * negativeRows));
    }

    /** Returns the metrics by their names in {@code model.json}, rounded to six decimals. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("auc", auc);
        metrics.put("auc_standard_error", aucStandardError);
        metrics.put("log_loss", logLoss);
        metrics.put("brier", brier);
        metrics.put("ece", calibrationError);
        metrics.put("accuracy", confusion.accuracy());
        metrics.put("precision", confusion.precision());
        metrics.put("recall", confusion.recall());
        metrics.put("f1", confusion.f1());
        metrics.replaceAll((name, value) -> rounded(value));
        return metrics;
    }

    /** Rounds a metric to six decimals. */
    public static double rounded(double metric) {
        return Math.rint(metric * 1e6) / 1e6;
    }

    private static long count(boolean[] flags) {
        long count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }
}
