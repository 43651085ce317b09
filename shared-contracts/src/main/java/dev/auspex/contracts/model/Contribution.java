package dev.auspex.contracts.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * The contribution of one feature to a score.
 *
 * @param feature       name of the feature
 * @param value         value of the feature in the explained row, or null if it is missing
 * @param contribution  amount added to the base, on the scale of the explanation; positive if it favors the positive
 *                      label
 * @param standardError standard error of the contribution if it was sampled, otherwise null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Contribution(
        String feature,
        @Nullable Object value,
        double contribution,
        @Nullable Double standardError) {}
