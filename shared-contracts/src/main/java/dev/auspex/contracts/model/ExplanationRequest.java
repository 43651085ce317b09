package dev.auspex.contracts.model;

import java.util.Map;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A request to explain one prediction.
 *
 * @param features     value by feature name: number, string, or null if the schema allows a missing value
 * @param permutations most permutations of the features to sample if the contributions are not exact, from 4 to the
 *                     limit of the installation; if absent, the default of the service
 */
public record ExplanationRequest(
        @NotNull @Size(max = 1000) Map<String, Object> features,

        @Nullable @Schema(minimum = "4") Integer permutations) {}
