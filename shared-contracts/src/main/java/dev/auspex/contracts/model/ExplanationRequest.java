package dev.auspex.contracts.model;

import java.util.Map;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for the explanation of one prediction.
 *
 * @param features     value by feature name: number, string, or null where the schema allows a missing value
 * @param permutations most permutations of the features that are sampled, where the contributions are not exact, from 4 to
 *                     what the installation allows; the service's default where absent
 */
public record ExplanationRequest(
        @NotNull @Size(max = 1000) Map<String, Object> features,

        @Nullable @Schema(minimum = "4") Integer permutations) {}
