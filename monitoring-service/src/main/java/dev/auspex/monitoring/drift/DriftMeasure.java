package dev.auspex.monitoring.drift;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.monitoring.AbsenceReason;
import dev.auspex.monitoring.sketch.CategoryCounts;
import dev.auspex.monitoring.sketch.FeatureSummary;
import dev.auspex.monitoring.sketch.NumberSketch;

/**
 * Drift of a feature or of the score, measured against its reference. References may come from anywhere: if one cannot
 * be used, the result is a reason instead of a figure, never an exception.
 */
public final class DriftMeasure {

    /** How far the sum of a reference's shares may be from 1. Some references state their shares with few decimals. */
    private static final double SUM_TOLERANCE = 0.01;

    private final long minimum;

    /**
     * Creates a measure.
     *
     * @param minimum minimum number of values for an index; with fewer, chance alone produces large indexes
     */
    public DriftMeasure(long minimum) {
        this.minimum = Math.max(1, minimum);
    }

    /**
     * Returns the index of a feature's values, without the missing ones.
     *
     * @param rows number of training rows behind the reference
     */
    public Figure of(FeatureSummary seen, FeatureReference reference, long rows) {
        return reference.type() == FeatureType.CATEGORY
                ? ofCategories(seen, reference, rows)
                : ofNumbers(seen.numbers(), seen.count(), reference, rows, Precision.FP32);
    }

    /** Returns the index of the scores. */
    public Figure ofScores(NumberSketch seen, FeatureReference reference, long rows) {
        return ofNumbers(seen, seen.count(), reference, rows, Precision.SCORE);
    }

    /**
     * Returns the index over two bins: missing and present.
     *
     * @param missing number of rows without a value
     * @param seen    number of rows
     * @param rows    number of training rows behind the reference
     */
    public Figure ofMissing(long missing, long seen, FeatureReference reference, long rows) {
        if (seen < minimum) {
            return tooFew(seen, "predictions");
        }
        Double expected = referenceMissing(reference).value();
        if (expected == null) {
            return referenceMissing(reference);
        }
        double actual = Math.min(1, (double) missing / seen);
        return measure(new double[] {1 - actual, actual}, seen, new double[] {1 - expected, expected}, rows);
    }

    /** Returns the share of rows without a value in the reference. */
    public Figure referenceMissing(FeatureReference reference) {
        return reference.missing() >= 0 && reference.missing() <= 1
                ? Figure.of(reference.missing())
                : unusable("Its share of missing values is not between 0 and 1.");
    }

    private Figure ofNumbers(
            NumberSketch seen, long present, FeatureReference reference, long rows, Precision precision) {
        if (seen.count() < minimum) {
            return few(seen.count(), present, "a number");
        }
        List<Double> edges = reference.edges() == null ? List.of() : reference.edges();
        List<Double> proportions = reference.proportions() == null ? List.of() : reference.proportions();
        if (missing(reference) == 1 || (edges.isEmpty() && proportions.size() == 1)) {
            return constant();
        }
        String problem = problem(edges, proportions);
        if (!problem.isEmpty()) {
            return unusable(problem);
        }
        List<Double> uppers = new ArrayList<>();
        List<Double> shares = new ArrayList<>(List.of(proportions.getFirst()));
        for (int i = 0; i < edges.size(); i++) {
            double upper = precision.upper(edges.get(i));
            if (uppers.isEmpty() || upper > uppers.getLast()) {
                uppers.add(upper);
            } else {
                // At this precision the edge equals the previous one, so the bin between them joins the one below.
                double between = shares.removeLast();
                shares.set(shares.size() - 1, shares.getLast() + between);
            }
            shares.add(proportions.get(i + 1));
        }
        return measure(seen.shares(array(uppers)), seen.count(), array(shares), rows * (1 - missing(reference)));
    }

    /**
     * Returns the index of categories. Those that the reference does not have form one more bin with an expected share
     * of 0.
     */
    private Figure ofCategories(FeatureSummary summary, FeatureReference reference, long rows) {
        CategoryCounts seen = summary.categories();
        long total = seen.total();
        if (total < minimum) {
            return few(total, summary.count(), "a category");
        }
        List<String> categories = reference.categories() == null ? List.of() : reference.categories();
        List<Double> proportions = reference.proportions() == null ? List.of() : reference.proportions();
        if (categories.isEmpty()
                || categories.stream().anyMatch(Objects::isNull)
                || new HashSet<>(categories).size() < categories.size()) {
            return unusable("Its categories are missing, or one of them occurs twice.");
        }
        if (proportions.size() != categories.size()) {
            return unusable("It has " + categories.size() + " categories but " + proportions.size() + " shares.");
        }
        if (missing(reference) == 1) {
            return constant();
        }
        String problem = problem(proportions);
        if (!problem.isEmpty()) {
            return unusable(problem);
        }
        double[] actual = new double[categories.size() + 1];
        double[] expected = new double[categories.size() + 1];
        long known = 0;
        for (int bin = 0; bin < categories.size(); bin++) {
            long count = seen.of(categories.get(bin));
            known += count;
            actual[bin] = (double) count / total;
            expected[bin] = proportions.get(bin);
        }
        actual[categories.size()] = Math.max(0, (double) (total - known) / total);
        return measure(actual, total, expected, rows * (1 - missing(reference)));
    }

    private static Figure measure(double[] actual, double seen, double[] expected, double reference) {
        for (int bin = 0; bin < actual.length && !(reference > 0); bin++) {
            if (expected[bin] == 0 && actual[bin] > 0) {
                return unusable(
                        "It does not state its number of rows, which is needed because one of its bins is empty.");
            }
        }
        // If the number of rows is unknown, no such bin is left, so the number is not used.
        return Figure.of(PopulationStabilityIndex.of(
                new Distribution(actual, seen), new Distribution(expected, reference > 0 ? reference : 1)));
    }

    private Figure few(long usable, long present, String kind) {
        if (present == 0) {
            return Figure.absent(AbsenceReason.NO_VALUES, "Every value is missing. See `missingPsi`.");
        }
        if (usable == 0) {
            return Figure.absent(AbsenceReason.NO_VALUES, "None of the values is " + kind + ".");
        }
        return tooFew(usable, "values");
    }

    /** Returns what is wrong with the bins of a number, or an empty string. */
    private static String problem(List<Double> edges, List<Double> proportions) {
        if (edges.isEmpty() || proportions.size() != edges.size() + 1) {
            return "It has " + edges.size() + " edges and " + proportions.size()
                    + " shares; it needs one more share than edges.";
        }
        for (int i = 0; i < edges.size(); i++) {
            Double edge = edges.get(i);
            if (edge == null || !Double.isFinite(edge) || (i > 0 && edge <= edges.get(i - 1))) {
                return "Its edges are not numbers in ascending order.";
            }
        }
        return problem(proportions);
    }

    private static String problem(List<Double> proportions) {
        double sum = 0;
        for (Double share : proportions) {
            if (share == null || !(share >= 0 && share <= 1)) {
                return "A share is not between 0 and 1.";
            }
            sum += share;
        }
        return Math.abs(sum - 1) <= SUM_TOLERANCE
                ? ""
                : String.format(Locale.ROOT, "Its shares add up to %.3f, not 1.", sum);
    }

    private static double missing(FeatureReference reference) {
        return Math.clamp(Double.isNaN(reference.missing()) ? 0 : reference.missing(), 0.0, 1.0);
    }

    private static Figure constant() {
        return Figure.absent(
                AbsenceReason.REFERENCE_CONSTANT,
                "The training data has at most one distinct value here, so there are no bins to compare.");
    }

    private static Figure unusable(String problem) {
        return Figure.absent(
                AbsenceReason.REFERENCE_UNUSABLE,
                "The reference profile cannot be used. " + problem
                        + " Upload a version with a corrected `reference.json`.");
    }

    private Figure tooFew(long count, String what) {
        return Figure.absent(
                AbsenceReason.TOO_FEW_VALUES,
                String.format(
                        Locale.ROOT,
                        "Drift needs at least %,d %s, and there are %,d. Ask again later.",
                        minimum,
                        what,
                        count));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
