package dev.auspex.contracts.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * What one feature did to a score.
 *
 * @param feature       name of the feature
 * @param value         its value in the explained row, or null where it is missing
 * @param contribution  what it adds to the base, on the explanation's scale; positive where it speaks for the positive label
 * @param standardError of the contribution where it was sampled, otherwise null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Contribution(
        String feature,
        @Nullable Object value,
        double contribution,
        @Nullable Double standardError) {}
