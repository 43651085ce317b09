/** Read access to stored predictions, as pages and one by one. */
package dev.auspex.prediction.history;
