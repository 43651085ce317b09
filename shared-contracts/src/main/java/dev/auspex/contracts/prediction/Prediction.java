package dev.auspex.contracts.prediction;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import dev.auspex.contracts.problem.Violation;

/**
 * A durable prediction.
 *
 * @param id         UUIDv7
 * @param model      model name
 * @param version    version that answered
 * @param features   input as validated
 * @param label      answered label
 * @param score      probability of the model's positive label, 0 to 1
 * @param confidence probability of the answered label, 0 to 1
 * @param warnings   what is unusual about the input but not wrong, such as a number outside of the trained range
 * @param timings    where the time went
 * @param createdAt  when it was made
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
