/** Durable writes in groups, and the relay that then publishes their events to Kafka. */
package dev.auspex.prediction.outbox;
