package dev.auspex.training.plan;

import dev.auspex.training.learn.Learner;

/**
 * A version of a model to train.
 *
 * @param version version, a whole number
 * @param title   title for people, in one line
 * @param learner algorithm with its settings
 */
public record VersionPlan(String version, String title, Learner learner) {}
