/** How the features of this service talk to its database: transactions in which row-level security is set. */
package dev.auspex.auth.database;
