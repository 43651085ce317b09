package dev.auspex.contracts.event;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A prediction was made and stored durably. Topic {@link Topics#PREDICTION_COMPLETED}; the id of the event is the
 * CloudEvents {@code id}.
 *
 * @param predictionId    id of the prediction, UUIDv7
 * @param tenantId        tenant that owns the prediction
 * @param model           name of the model
 * @param version         version that made the prediction
 * @param label           predicted label
 * @param score           probability of the model's positive label, 0 to 1
 * @param features        validated input: numbers, strings, or null for a missing value; for a text, its length in
 *                        characters; for an image, its size in bytes
 * @param inferenceMicros time in the engine of the model service, in microseconds
 * @param totalMicros     time from the first byte of the request at the prediction service to the commit, in
 *                        microseconds
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
