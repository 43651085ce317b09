/** Settings of a tenant in this service: how long its predictions are kept, and whether their inputs are logged. */
package dev.auspex.prediction.tenant;
