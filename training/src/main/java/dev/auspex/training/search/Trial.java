package dev.auspex.training.search;

import java.util.Map;

/**
 * Settings that were tried.
 *
 * @param trial      number, from 1
 * @param budget     share of the training rows that it was tried on, above 0 to 1
 * @param parameters value by setting
 * @param outcome    what came of it
 */
public record Trial(int trial, double budget, Map<String, Double> parameters, Outcome outcome) {

    /**
     * Quality over the folds of a cross-validation.
     *
     * @param logLoss          mean, nats: what the search lowers
     * @param logLossDeviation standard deviation over folds
     * @param auc              mean area under the ROC curve
     */
    public record Outcome(double logLoss, double logLossDeviation, double auc) {}
}
