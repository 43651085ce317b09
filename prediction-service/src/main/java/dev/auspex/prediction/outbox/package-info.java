/** Durable writes in groups, and the events that leave for Kafka after them. */
package dev.auspex.prediction.outbox;
