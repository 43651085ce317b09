/** How good a model's scores are on rows that it has not seen. */
package dev.auspex.training.evaluate;
