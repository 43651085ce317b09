package dev.auspex.prediction.outbox;

import java.util.UUID;

import dev.auspex.contracts.prediction.Prediction;

/**
 * A prediction to store, with its event.
 *
 * @param tenant       tenant that owns the prediction
 * @param account      account that requested it
 * @param prediction   prediction to store
 * @param featuresJson features of the prediction as JSON
 * @param warningsJson warnings of the prediction as JSON
 * @param event        event that reports the prediction
 */
public record NewPrediction(
        UUID tenant, UUID account, Prediction prediction, String featuresJson, String warningsJson, NewEvent event) {}
