/** Quality of a model's scores on rows that it has not seen. */
package dev.auspex.training.evaluate;
