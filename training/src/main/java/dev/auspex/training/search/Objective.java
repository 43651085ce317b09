package dev.auspex.training.search;

import java.util.Map;

/** Tries settings. */
@FunctionalInterface
public interface Objective {

    /**
     * Quality of these settings.
     *
     * @param budget share of the training rows to use, above 0 to 1
     */
    Trial.Outcome tryOut(Map<String, Double> parameters, double budget);
}
