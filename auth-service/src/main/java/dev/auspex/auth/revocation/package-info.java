/** Publishes to the other services, over Kafka, which access tokens are no longer valid. */
package dev.auspex.auth.revocation;
