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

/** Counts how features and scores are distributed in the training rows. */
final class ReferenceProfiler {

    /** Bins of a number with many values: as many rows in each as ties allow. */
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

    /** Of a text its length is profiled: that is what events tell of it. */
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

    static FeatureReference ofNumbers(String name, FeatureType type, double[] values) {
        double[] present = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        List<Double> edges = edges(present);
        long[] counts = new long[edges.size() + 1];
        for (double value : present) {
            int bin = 0;
            while (bin < edges.size() && value > edges.get(bin)) {
                bin++;
            }
            counts[bin]++;
        }
        double missing = values.length == 0 ? 0 : (double) (values.length - present.length) / values.length;
        return new FeatureReference(name, type, edges, List.of(), shares(counts, present.length), missing);
    }

    /**
     * Inner edges, each a value that occurs: the deciles without repeats, or all values where they are ten or fewer. The greatest
     * value is none of them, so that no bin is empty.
     */
    private static List<Double> edges(double[] sorted) {
        if (sorted.length == 0) {
            return List.of();
        }
        double[] distinct = Arrays.stream(sorted).distinct().toArray();
        double greatest = distinct[distinct.length - 1];
        if (distinct.length <= BINS) {
            return Arrays.stream(distinct)
                    .filter(value -> value < greatest)
                    .boxed()
                    .toList();
        }
        List<Double> edges = new ArrayList<>();
        for (int i = 1; i < BINS; i++) {
            // The i-th decile: the least value with at least i tenths of the values at or below it.
            double edge = sorted[Math.ceilDiv(i * sorted.length, BINS) - 1];
            if (edge < greatest && (edges.isEmpty() || edge > edges.getLast())) {
                edges.add(edge);
            }
        }
        return edges;
    }

    private static List<Double> shares(long[] counts, long total) {
        return Arrays.stream(counts)
                .mapToObj(count -> total == 0 ? 0.0 : (double) count / total)
                .toList();
    }
}
