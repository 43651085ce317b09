package dev.auspex.contracts.monitoring;

import java.util.List;

import jakarta.annotation.Nullable;

/**
 * How far a feature has moved from the reference. Each figure that is null has an entry in {@code reasons}.
 *
 * @param feature          name of the feature, or {@code score}
 * @param count            number of values
 * @param missing          share of rows without a value, 0 to 1
 * @param psi              population stability index of the values that are present; null if it cannot be computed
 * @param referenceMissing share of the rows of the reference without a value, 0 to 1; null if it is not known
 * @param missingPsi       population stability index of missing against present, over all rows; null if it cannot be
 *                         computed
 * @param reasons          why figures are null, one entry for each
 */
public record FeatureDrift(
        String feature,
        long count,
        double missing,
        @Nullable Double psi,
        @Nullable Double referenceMissing,
        @Nullable Double missingPsi,
        List<AbsentFigure> reasons) {

    public FeatureDrift {
        reasons = List.copyOf(reasons);
    }
}
