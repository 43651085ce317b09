/** Algorithms that train models of probabilities on rows. */
package dev.auspex.training.learn;
