package dev.auspex.contracts.prediction;

import java.util.Map;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A request for one prediction.
 *
 * @param model    name of the model
 * @param version  version or alias; if absent, the champion of the model
 * @param features value by feature name: number, string, or null if the schema allows a missing value
 */
public record PredictionRequest(
        @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9._-]{0,63}") @Schema(examples = "churn")
        String model,

        @Nullable @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
        String version,

        @NotNull @Size(max = 1000) Map<String, Object> features) {}
