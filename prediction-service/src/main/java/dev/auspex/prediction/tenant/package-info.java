/** What holds in a tenant here: how long its predictions are kept, and whether their inputs may be logged. */
package dev.auspex.prediction.tenant;
