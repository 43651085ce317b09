/** The connection pool with its limits, and what its failures mean. */
package dev.auspex.prediction.database;
