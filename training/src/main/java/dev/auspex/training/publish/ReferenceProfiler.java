package dev.auspex.training.publish;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.training.data.Column;
import dev.auspex.training.data.Rows;
import dev.auspex.training.data.TextColumn;

/** Profiler of features and scores: their distributions in the training rows. */
final class ReferenceProfiler {

    /** Maximum number of bins of a number. With many values, each has as equal a number of rows as ties allow. */
    static final int BINS = 10;

    private ReferenceProfiler() {}

    static ReferenceProfile profile(String model, String version, Rows rows, double[] scores) {
        List<FeatureReference> features = new ArrayList<>();
        for (int i = 0; i < rows.dataSet().columns().size(); i++) {
            Column column = rows.dataSet().columns().get(i);
            features.add(column.isCategory() ? ofCategory(column, rows, i) : ofNumber(column, rows, i));
        }
        return new ReferenceProfile(model, version, rows.size(), features, ofScores(scores));
    }

    /**
     * Returns the profile of a model of texts. It profiles the length of a text, because that is what events report.
     */
    static ReferenceProfile ofTexts(String model, String version, TextColumn text, double[] scores) {
        FeatureReference length = ofNumbers(text.name(), FeatureType.TEXT, text.lengths());
        return new ReferenceProfile(model, version, scores.length, List.of(length), ofScores(scores));
    }

    static FeatureReference ofScores(double[] scores) {
        double[] rounded =
                Arrays.stream(scores).map(score -> Math.rint(score * 1e6) / 1e6).toArray();
        return ofNumbers("score", FeatureType.NUMBER, rounded);
    }

    private static FeatureReference ofCategory(Column column, Rows rows, int index) {
        long[] counts = new long[column.categories().size()];
        long missing = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (rows.isMissing(row, index)) {
                missing++;
            } else {
                counts[column.categories().indexOf(rows.category(row, index))]++;
            }
        }
        return new FeatureReference(
                column.name(),
                column.type(),
                List.of(),
                column.categories(),
                shares(counts, rows.size() - missing),
                (double) missing / rows.size());
    }

    private static FeatureReference ofNumber(Column column, Rows rows, int index) {
        double[] values = new double[rows.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = rows.number(row, index);
        }
        return ofNumbers(column.name(), column.type(), values);
    }

    /** Returns the bins of a number. They are made from its FP32 values, which is what a graph sees. */
    static FeatureReference ofNumbers(String name, FeatureType type, double[] values) {
        float[] present = present(values);
        List<Float> greatest = greatest(present);
        long[] counts = new long[greatest.size() + 1];
        for (float value : present) {
            int bin = 0;
            while (bin < greatest.size() && value > greatest.get(bin)) {
                bin++;
            }
            counts[bin]++;
        }
        List<Double> edges = greatest.stream()
                .map(value -> edge(value, next(present, value)))
                .toList();
        double missing = values.length == 0 ? 0 : (double) (values.length - present.length) / values.length;
        return new FeatureReference(name, type, edges, List.of(), shares(counts, present.length), missing);
    }

    /** Returns the present values as FP32, in ascending order. */
    private static float[] present(double[] values) {
        double[] numbers =
                Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        float[] present = new float[numbers.length];
        for (int i = 0; i < present.length; i++) {
            // Adding 0 turns -0 into 0: comparisons treat them as equal, but sorting does not.
            present[i] = (float) numbers[i] + 0f;
        }
        Arrays.sort(present);
        return present;
    }

    /**
     * Returns the greatest value of each bin except the last: the deciles without repeats, or all distinct values if
     * there are ten or fewer. The greatest value of all is never included, so that no bin is empty.
     */
    private static List<Float> greatest(float[] sorted) {
        List<Float> distinct = distinct(sorted);
        if (distinct.size() <= BINS) {
            return distinct.isEmpty() ? distinct : distinct.subList(0, distinct.size() - 1);
        }
        List<Float> deciles = new ArrayList<>();
        for (int i = 1; i < BINS; i++) {
            // The i-th decile is the least value with at least i tenths of the values at or below it.
            float decile = sorted[Math.ceilDiv(i * sorted.length, BINS) - 1];
            if (decile < distinct.getLast() && (deciles.isEmpty() || decile > deciles.getLast())) {
                deciles.add(decile);
            }
        }
        return deciles;
    }

    private static List<Float> distinct(float[] sorted) {
        List<Float> distinct = new ArrayList<>();
        for (float value : sorted) {
            if (distinct.isEmpty() || value > distinct.getLast()) {
                distinct.add(value);
            }
        }
        return distinct;
    }

    /** Returns the least value above the given one, which must not be the greatest. */
    private static float next(float[] sorted, float value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] > value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return sorted[low];
    }

    /**
     * Returns an edge between two consecutive values, written as short as possible. No rounding of the values or of the
     * edge moves a value into the other bin. Between neighbours in FP32, the edge is the lower one.
     */
    private static double edge(float lower, float upper) {
        float middle = (float) ((shortest(lower) + shortest(upper)) / 2);
        float edge = middle >= lower && middle < upper ? middle : lower;
        return shortest(edge) >= lower ? shortest(edge) : edge;
    }

    /** Returns the double with the fewest digits that equals this float in FP32. */
    private static double shortest(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    private static List<Double> shares(long[] counts, long total) {
        return Arrays.stream(counts)
                .mapToObj(count -> total == 0 ? 0.0 : (double) count / total)
                .toList();
    }
}
