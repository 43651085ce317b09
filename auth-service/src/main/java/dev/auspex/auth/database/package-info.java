/** Access of this service's features to its database: transactions with row-level security. */
package dev.auspex.auth.database;
