package dev.auspex.training.plan;

import dev.auspex.training.learn.Learner;

/**
 * One version of a model that is to be trained.
 *
 * @param version version, a whole number
 * @param title   one line for people
 * @param learner algorithm with its settings
 */
public record VersionPlan(String version, String title, Learner learner) {}
