package dev.auspex.monitoring.drift;

import java.util.List;
import java.util.OptionalDouble;

import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.monitoring.sketch.CategoryCounts;
import dev.auspex.monitoring.sketch.FeatureSummary;
import dev.auspex.monitoring.sketch.NumberSketch;

/** Measures what was seen of a feature, or of the score, against its reference. */
public final class DriftMeasure {

    private final PopulationStabilityIndex index;
    private final long minimum;

    /**
     * Makes a measure.
     *
     * @param minimum fewest values that are measured: below, chance alone makes large indexes
     */
    public DriftMeasure(PopulationStabilityIndex index, long minimum) {
        this.index = index;
        this.minimum = minimum;
    }

    /** The index of a feature; empty where there are too few values or the reference cannot be measured against. */
    public OptionalDouble of(FeatureSummary seen, FeatureReference reference) {
        return reference.type() == FeatureType.CATEGORY
                ? ofCategories(seen.categories(), reference)
                : ofNumbers(seen.numbers(), reference);
    }

    /** The index of numbers; empty as in {@link #of}. */
    public OptionalDouble ofNumbers(NumberSketch seen, FeatureReference reference) {
        double[] edges = numbers(reference.edges());
        double[] expected = numbers(reference.proportions());
        if (seen.count() < minimum || expected.length != edges.length + 1 || edges.length == 0 || !ascends(edges)) {
            return OptionalDouble.empty();
        }
        return measure(seen.shares(edges), expected);
    }

    /** Categories that the reference does not know form one more bin, with an expected share of nothing. */
    private OptionalDouble ofCategories(CategoryCounts seen, FeatureReference reference) {
        List<String> categories = reference.categories() == null ? List.of() : reference.categories();
        double[] proportions = numbers(reference.proportions());
        long total = seen.total();
        if (total < Math.max(1, minimum) || proportions.length != categories.size() || categories.isEmpty()) {
            return OptionalDouble.empty();
        }
        double[] actual = new double[categories.size() + 1];
        double[] expected = new double[categories.size() + 1];
        long known = 0;
        for (int bin = 0; bin < categories.size(); bin++) {
            long count = seen.of(categories.get(bin));
            known += count;
            actual[bin] = (double) count / total;
            expected[bin] = proportions[bin];
        }
        actual[categories.size()] = Math.max(0, (double) (total - known) / total);
        return measure(actual, expected);
    }

    private OptionalDouble measure(double[] actual, double[] expected) {
        for (double share : expected) {
            if (!(share >= 0 && share <= 1)) {
                return OptionalDouble.empty();
            }
        }
        return OptionalDouble.of(index.of(actual, expected));
    }

    private static boolean ascends(double[] edges) {
        for (int i = 0; i < edges.length; i++) {
            if (!Double.isFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1])) {
                return false;
            }
        }
        return true;
    }

    private static double[] numbers(List<Double> values) {
        return values == null
                ? new double[0]
                : values.stream()
                        .mapToDouble(value -> value == null ? Double.NaN : value)
                        .toArray();
    }
}
