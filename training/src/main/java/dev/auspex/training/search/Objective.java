package dev.auspex.training.search;

import java.util.Map;

/** Objective of a search. */
@FunctionalInterface
public interface Objective {

    /**
     * Tries settings and returns their quality.
     *
     * @param budget share of the training rows to use, above 0 and at most 1
     */
    Trial.Outcome tryOut(Map<String, Double> parameters, double budget);
}
