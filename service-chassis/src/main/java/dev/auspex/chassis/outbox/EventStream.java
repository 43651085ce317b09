package dev.auspex.chassis.outbox;

/**
 * Where a service's events go.
 *
 * @param topic    Kafka topic; it is made with one partition, so that all events stay in order
 * @param type     CloudEvents {@code type}
 * @param source   CloudEvents {@code source}
 * @param clientId name of the producer for Kafka's own figures
 */
public record EventStream(String topic, String type, String source, String clientId) {}
