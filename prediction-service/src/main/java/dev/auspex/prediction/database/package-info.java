/** Readiness check of the database. */
package dev.auspex.prediction.database;
