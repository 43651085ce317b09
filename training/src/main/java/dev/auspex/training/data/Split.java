package dev.auspex.training.data;

import java.util.Arrays;
import java.util.Random;

/**
 * Rows for training and rows for evaluation.
 *
 * @param training rows that the model is trained on
 * @param heldOut  rows that the model never sees
 */
public record Split(Rows training, Rows heldOut) {

    /** Share of each label's rows that is used for training. */
    public static final double TRAINING_SHARE = 0.75;

    /**
     * Splits rows at random, with the same share of each label on both sides (to the nearest row). Each side keeps the
     * order of the file.
     *
     * @param seed seed; the same seed and rows give the same split on every machine and JDK: the generator is specified
     */
    public static Split stratified(Rows rows, long seed) {
        return stratified(rows, seed, TRAINING_SHARE);
    }

    /**
     * Splits rows like {@link #stratified(Rows, long)}, with another share.
     *
     * @param share share of each label's rows that is used for training, 0 to 1
     */
    public static Split stratified(Rows rows, long seed, double share) {
        Random random = new Random(seed);
        int[] order = shuffledIndexes(rows.size(), random);
        long positives = Rows.count(rows.positives());
        long positivesLeft = Math.round(positives * share);
        long negativesLeft = Math.round((rows.size() - positives) * share);

        boolean[] inTraining = new boolean[rows.size()];
        for (int index : order) {
            if (rows.positive(index)) {
                inTraining[index] = positivesLeft-- > 0;
            } else {
                inTraining[index] = negativesLeft-- > 0;
            }
        }
        return new Split(rows.select(indexes(inTraining, true)), rows.select(indexes(inTraining, false)));
    }

    /** Returns the numbers 0 to n-1 in random order, by the Fisher-Yates shuffle. */
    static int[] shuffledIndexes(int n, Random random) {
        int[] order = new int[n];
        Arrays.setAll(order, i -> i);
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }

    private static int[] indexes(boolean[] flags, boolean wanted) {
        int[] indexes = new int[flags.length];
        int count = 0;
        for (int i = 0; i < flags.length; i++) {
            if (flags[i] == wanted) {
                indexes[count++] = i;
            }
        }
        return Arrays.copyOf(indexes, count);
    }
}
