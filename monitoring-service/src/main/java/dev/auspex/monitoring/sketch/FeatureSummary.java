package dev.auspex.monitoring.sketch;

import jakarta.annotation.Nullable;

/**
 * The values of one feature: numbers as a sketch, everything else as counts by category. A value that is missing leaves
 * no trace here; who knows the number of rows knows how many are missing.
 *
 * @param numbers    numbers seen
 * @param categories categories seen
 */
public record FeatureSummary(NumberSketch numbers, CategoryCounts categories) {

    public static FeatureSummary empty() {
        return new FeatureSummary(NumberSketch.empty(), new CategoryCounts());
    }

    /** Adds a feature's value: a number, a string, a truth value, or null where it was missing. */
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

    /** Values that are present. */
    public long count() {
        return numbers.count() + categories.total();
    }
}
