package dev.auspex.contracts.model;

import java.util.Map;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * Asks for the explanation of one prediction.
 *
 * @param features     value by feature name: number, string, or null where the schema allows a missing value
 * @param permutations most permutations of the features that are sampled, where the contributions are not exact; the service's
 *                     default where absent
 */
public record ExplanationRequest(
        @NotNull @Size(max = 1000) Map<String, Object> features,

        @Nullable @Min(value = 4, message = "must be 4 to 10000, or to what this installation allows")
        Integer permutations) {}
