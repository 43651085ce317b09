/** Files of a model package. */
package dev.auspex.training.publish;
