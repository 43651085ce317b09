package dev.auspex.model.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import dev.auspex.contracts.model.ExplanationMethod;
import dev.auspex.contracts.model.ExplanationScale;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;

/**
 * Shapley values of any model by sampled permutations of the features (Castro, Gomez and Tejada 2009, "Polynomial
 * calculation of the Shapley value based on sampling"), each followed by its reverse (antithetic pairs: Mitchell et al.
 * 2022, "Sampling Permutations for Shapley Value Estimation", section 2.4).
 *
 * <p>A permutation starts at a background row and gives it the explained row's features one after the other; the change
 * of the score at each step is that feature's contribution. All steps together lead from the background row's score to
 * the explained row's, so that the contributions add up to score - base without any correction. Each background row
 * gets the same number of pairs (it is a stratum). So the base is the mean score of these rows, and their spread is no
 * part of the standard error: with S rows, n pairs each, and the variance v(s) of a feature's contribution within the
 * pairs of row s, the standard error is sqrt(sum of v(s) / n) / S.
 */
final class SamplingShapley {

    /** Two pairs per row are enough for a variance. */
    static final int FEWEST_PAIRS = 2;

    private final Features features;
    private final List<Row> background;
    private final double[] backgroundScores;
    private final int batch;

    /**
     * @param backgroundScores score of each background row
     * @param batch            rows to collect before they are scored together
     */
    SamplingShapley(Features features, List<Row> background, double[] backgroundScores, int batch) {
        this.features = features;
        this.background = background;
        this.backgroundScores = backgroundScores;
        this.batch = batch;
    }

    /**
     * Explains one row.
     *
     * @param score        score that the model gives the row
     * @param permutations most permutations to sample, at least 4; with fewer than four per background row, only some
     *     of these rows are used
     * @param seed         seed for the permutations and the choice of rows
     */
    Attribution explain(Row row, double score, int permutations, long seed, Scorer scorer) throws GraphException {
        Random random = new Random(seed);
        int strata = Math.min(background.size(), permutations / (2 * FEWEST_PAIRS));
        int pairs = permutations / (2 * strata);
        int[] chosen = shuffled(background.size(), random);
        Tally tally = new Tally(features.count(), strata, pairs);
        Run run = new Run(row, score, scorer, tally);
        double base = 0;
        for (int stratum = 0; stratum < strata; stratum++) {
            int start = chosen[stratum];
            base += backgroundScores[start] / strata;
            int[] differing = features.differing(row, background.get(start));
            for (int pair = 0; pair < pairs; pair++) {
                shuffle(differing, random);
                run.add(start, stratum, pair, differing.clone());
                run.add(start, stratum, pair, reversed(differing));
            }
        }
        run.finish();
        return new Attribution(
                ExplanationMethod.SAMPLING_SHAPLEY,
                ExplanationScale.PROBABILITY,
                base,
                tally.means(),
                tally.standardErrors(),
                strata,
                2 * strata * pairs);
    }

    private static int[] shuffled(int count, Random random) {
        int[] order = new int[count];
        Arrays.setAll(order, i -> i);
        shuffle(order, random);
        return order;
    }

    /** Shuffles with the Fisher-Yates algorithm. */
    private static void shuffle(int[] order, Random random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }

    private static int[] reversed(int[] order) {
        int[] reversed = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            reversed[i] = order[order.length - 1 - i];
        }
        return reversed;
    }

    /** Scores rows. */
    @FunctionalInterface
    interface Scorer {

        /** Returns one score for each row. */
        double[] score(List<Row> rows) throws GraphException;
    }

    /** Collects the rows between the start and end of several permutations, and scores them together. */
    private final class Run {

        private final Row row;
        private final double score;
        private final Scorer scorer;
        private final Tally tally;
        private final List<Row> waiting = new ArrayList<>();
        private final List<Permutation> permutations = new ArrayList<>();

        Run(Row row, double score, Scorer scorer, Tally tally) {
            this.row = row;
            this.score = score;
            this.scorer = scorer;
            this.tally = tally;
        }

        /** Adds a permutation of the features that differ. The others contribute nothing and need no run. */
        void add(int start, int stratum, int pair, int[] order) throws GraphException {
            Row mixed = background.get(start);
            for (int step = 0; step < order.length - 1; step++) {
                mixed = Features.copy(mixed);
                features.take(order[step], row, mixed);
                waiting.add(mixed);
            }
            permutations.add(new Permutation(start, stratum, pair, order));
            if (waiting.size() >= batch) {
                finish();
            }
        }

        void finish() throws GraphException {
            double[] scores = waiting.isEmpty() ? new double[0] : scorer.score(waiting);
            int next = 0;
            for (Permutation permutation : permutations) {
                double before = backgroundScores[permutation.start()];
                int last = permutation.order().length - 1;
                for (int step = 0; step <= last; step++) {
                    double after = step == last ? score : scores[next++];
                    tally.add(
                            permutation.stratum(),
                            permutation.pair(),
                            permutation.order()[step],
                            after - before);
                    before = after;
                }
            }
            waiting.clear();
            permutations.clear();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    private record Permutation(int start, int stratum, int pair, int[] order) {}

    /** Means and standard errors. The two permutations of a pair count as one observation. */
    private static final class Tally {

        private final double[][][] contributions;
        private final int strata;
        private final int pairs;

        Tally(int features, int strata, int pairs) {
            this.contributions = new double[features][strata][pairs];
            this.strata = strata;
            this.pairs = pairs;
        }

        void add(int stratum, int pair, int feature, double change) {
            contributions[feature][stratum][pair] += change / 2;
        }

        double[] means() {
            double[] means = new double[contributions.length];
            for (int feature = 0; feature < means.length; feature++) {
                double sum = 0;
                for (double[] stratum : contributions[feature]) {
                    sum += Arrays.stream(stratum).sum();
                }
                means[feature] = sum / (strata * pairs);
            }
            return means;
        }

        double[] standardErrors() {
            double[] errors = new double[contributions.length];
            for (int feature = 0; feature < errors.length; feature++) {
                double sum = 0;
                for (double[] stratum : contributions[feature]) {
                    sum += variance(stratum) / pairs;
                }
                errors[feature] = Math.sqrt(sum) / strata;
            }
            return errors;
        }

        private static double variance(double[] values) {
            double mean = Arrays.stream(values).average().orElse(0);
            return Arrays.stream(values)
                            .map(value -> (value - mean) * (value - mean))
                            .sum()
                    / (values.length - 1);
        }
    }
}
