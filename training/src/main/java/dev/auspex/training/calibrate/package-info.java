/** Calibration of scores: Platt scaling and isotonic regression, fitted on rows that the model has not seen. */
package dev.auspex.training.calibrate;
