package dev.auspex.training.search;

import java.util.Map;

/**
 * A trial of settings.
 *
 * @param trial      number of the trial, from 1
 * @param budget     share of the training rows that it used, above 0 and at most 1
 * @param parameters value of each setting
 * @param outcome    quality of the settings
 */
public record Trial(int trial, double budget, Map<String, Double> parameters, Outcome outcome) {

    /**
     * Quality over the folds of a cross-validation.
     *
     * @param logLoss          mean log loss, in nats, which the search minimises
     * @param logLossDeviation standard deviation of the log loss over folds
     * @param auc              mean area under the ROC curve
     */
    public record Outcome(double logLoss, double logLossDeviation, double auc) {}
}
