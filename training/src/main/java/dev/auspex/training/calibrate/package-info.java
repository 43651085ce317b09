/** From scores to probabilities: Platt scaling and isotonic regression, fitted on rows that the model has not seen. */
package dev.auspex.training.calibrate;
