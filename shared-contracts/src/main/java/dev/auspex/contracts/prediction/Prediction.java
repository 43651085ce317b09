package dev.auspex.contracts.prediction;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import dev.auspex.contracts.problem.Violation;

/**
 * A prediction that is stored durably.
 *
 * @param id         id of the prediction, UUIDv7
 * @param model      name of the model
 * @param version    version that made the prediction
 * @param features   validated input
 * @param label      predicted label
 * @param score      probability of the model's positive label, 0 to 1
 * @param confidence probability of the predicted label, 0 to 1
 * @param warnings   unusual but valid input, such as a number outside of the trained range
 * @param timings    how long each step took
 * @param createdAt  when the prediction was made
 */
public record Prediction(
        UUID id,
        @Schema(examples = "churn") String model,
        @Schema(examples = "2") String version,
        Map<String, Object> features,
        String label,
        double score,
        double confidence,
        List<Violation> warnings,
        Timings timings,
        Instant createdAt) {}
