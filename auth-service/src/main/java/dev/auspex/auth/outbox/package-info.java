/** Events that are stored with the change they describe, until Kafka has them. */
package dev.auspex.auth.outbox;
