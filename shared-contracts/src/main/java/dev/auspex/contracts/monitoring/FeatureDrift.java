package dev.auspex.contracts.monitoring;

import jakarta.annotation.Nullable;

/**
 * How far a feature has moved from the reference.
 *
 * @param feature feature name, or {@code score}
 * @param count   values seen
 * @param missing share of rows without a value, 0 to 1
 * @param psi     population stability index against the reference; null while there are too few values
 */
public record FeatureDrift(
        String feature,
        long count,
        double missing,
        @Nullable Double psi) {}
