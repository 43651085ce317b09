/** Readiness of the database. */
package dev.auspex.prediction.database;
