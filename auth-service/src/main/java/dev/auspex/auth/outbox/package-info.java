/** Events that are stored with what they tell of, until Kafka has them. */
package dev.auspex.auth.outbox;
