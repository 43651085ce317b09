package dev.auspex.prediction.outbox;

import java.util.UUID;

import dev.auspex.contracts.prediction.Prediction;

/**
 * A prediction to store, with its event.
 *
 * @param tenant       owner
 * @param account      who asked
 * @param prediction   what is stored
 * @param featuresJson the prediction's features as JSON
 * @param warningsJson the prediction's warnings as JSON
 * @param event        the event that tells of it
 */
public record NewPrediction(
        UUID tenant, UUID account, Prediction prediction, String featuresJson, String warningsJson, NewEvent event) {}
