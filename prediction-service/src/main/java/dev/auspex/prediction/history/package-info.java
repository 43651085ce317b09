/** Predictions as they are read back: pages and single ones. */
package dev.auspex.prediction.history;
