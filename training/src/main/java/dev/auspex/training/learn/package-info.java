/** Algorithms: from rows to a model that gives probabilities. */
package dev.auspex.training.learn;
