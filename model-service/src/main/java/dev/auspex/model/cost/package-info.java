/** Computes what answers cost against the limits of their callers, and reports it to the gateway. */
package dev.auspex.model.cost;
