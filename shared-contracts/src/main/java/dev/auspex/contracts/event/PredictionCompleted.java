package dev.auspex.contracts.event;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A prediction was answered and is durable. Topic {@link Topics#PREDICTION_COMPLETED}; the event's id is the
 * CloudEvents {@code id}.
 *
 * @param predictionId    the prediction, UUIDv7
 * @param tenantId        owner of the prediction
 * @param model           model name
 * @param version         model version
 * @param label           answered label
 * @param score           probability of the model's positive label, 0 to 1
 * @param features        input as validated: numbers, strings, or null where a value was missing; of a text its length in
 *                        characters, of an image its size in bytes
 * @param inferenceMicros time in the model service's engine, in microseconds
 * @param totalMicros     time from the prediction service's first byte to its commit, in microseconds
 * @param createdAt       when the prediction was made
 */
public record PredictionCompleted(
        UUID predictionId,
        UUID tenantId,
        String model,
        String version,
        String label,
        double score,
        Map<String, Object> features,
        long inferenceMicros,
        long totalMicros,
        Instant createdAt) {

    /** CloudEvents {@code type}. */
    public static final String TYPE = "dev.auspex.prediction.completed.v1";
}
