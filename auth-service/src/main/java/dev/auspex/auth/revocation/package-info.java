/** Tells the other services, over Kafka, which access tokens are no longer good. */
package dev.auspex.auth.revocation;
