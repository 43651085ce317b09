/** What answers cost of their callers' limits, told to the gateway. */
package dev.auspex.model.cost;
