package dev.auspex.monitoring.sketch;

import jakarta.annotation.Nullable;

/**
 * Values of one feature: numbers as a sketch, everything else as counts by category. Missing values are not counted
 * here; their number follows from the number of rows.
 *
 * @param numbers    observed numbers
 * @param categories observed categories
 */
public record FeatureSummary(NumberSketch numbers, CategoryCounts categories) {

    public static FeatureSummary empty() {
        return new FeatureSummary(NumberSketch.empty(), new CategoryCounts());
    }

    /** Adds a value of the feature: a number, a string, a boolean, or null if it is missing. */
    public void add(@Nullable Object value) {
        switch (value) {
            case null -> {}
            case Number number when Double.isFinite(number.doubleValue()) -> numbers.add(number.doubleValue());
            case Number overflown -> categories.addOther(1);
            default -> categories.add(value.toString());
        }
    }

    public void merge(FeatureSummary other) {
        numbers.merge(other.numbers);
        categories.merge(other.categories);
    }

    /** Returns the number of values that are present. */
    public long count() {
        return numbers.count() + categories.total();
    }
}
