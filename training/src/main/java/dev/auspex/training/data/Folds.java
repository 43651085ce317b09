package dev.auspex.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Rows in k parts for cross-validation. Each part has the same share of each label, to the nearest row.
 *
 * @param parts ascending row indexes of each part
 */
public record Folds(List<int[]> parts) {

    public Folds {
        parts = List.copyOf(parts);
    }

    /**
     * Deals out shuffled rows in turn, label by label.
     *
     * @param k    number of parts, at least 2
     * @param seed seed; the same seed and rows give the same parts
     * @throws DataException if a label has fewer rows than there are parts
     */
    public static Folds stratified(Rows rows, int k, long seed) {
        if (k < 2) {
            throw new IllegalArgumentException("Cross-validation needs at least 2 folds, not " + k + ".");
        }
        int[] order = Split.shuffledIndexes(rows.size(), new Random(seed));
        int[] fold = new int[rows.size()];
        // Positives continue where the negatives ended, so that the sizes of the parts differ by one row at most.
        int next = 0;
        for (boolean label : new boolean[] {false, true}) {
            int dealt = 0;
            for (int row : order) {
                if (rows.positive(row) == label) {
                    fold[row] = next;
                    next = (next + 1) % k;
                    dealt++;
                }
            }
            if (dealt < k) {
                throw new DataException("Only " + dealt + " training rows are `"
                        + rows.dataSet().labels().get(label ? 1 : 0) + "`, which is too few for " + k + " folds.");
            }
        }
        List<int[]> parts = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            int part = i;
            parts.add(indexes(fold, part));
        }
        return new Folds(parts);
    }

    private static int[] indexes(int[] fold, int part) {
        int[] found = new int[fold.length];
        int count = 0;
        for (int row = 0; row < fold.length; row++) {
            if (fold[row] == part) {
                found[count++] = row;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Returns the ascending row indexes of all other parts. */
    public int[] others(int part) {
        int[] all = new int[parts.stream().mapToInt(indexes -> indexes.length).sum()];
        int count = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (i != part) {
                for (int row : parts.get(i)) {
                    all[count++] = row;
                }
            }
        }
        int[] others = Arrays.copyOf(all, count);
        Arrays.sort(others);
        return others;
    }
}
