package dev.auspex.prediction.outbox;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.contracts.event.Topics;
import dev.auspex.contracts.prediction.Prediction;
import dev.auspex.contracts.prediction.Timings;

/** Predictions to store without a request. */
public final class TestPredictions {

    private TestPredictions() {}

    public static NewPrediction of(UUID tenant) {
        return at(tenant, Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    public static NewPrediction at(UUID tenant, Instant createdAt) {
        return with(tenant, createdAt, "{\"tenure\": 3}");
    }

    /** One that PostgreSQL does not take: its features are no JSON. */
    public static NewPrediction broken(UUID tenant) {
        return with(tenant, Instant.now(), "{");
    }

    private static NewPrediction with(UUID tenant, Instant createdAt, String features) {
        UUID id = UUID.randomUUID();
        Prediction prediction = new Prediction(
                id,
                "churn",
                "2",
                Map.of("tenure", 3),
                "No",
                0.25,
                0.75,
                List.of(),
                new Timings(1, 2, 3, 4, 0, 6),
                createdAt);
        NewEvent event = new NewEvent(
                UUID.randomUUID(),
                Topics.PREDICTION_COMPLETED,
                PredictionCompleted.TYPE,
                id.toString(),
                null,
                "{\"tenantId\": \"" + tenant + "\"}");
        return new NewPrediction(tenant, UUID.randomUUID(), prediction, features, "[]", event);
    }
}
