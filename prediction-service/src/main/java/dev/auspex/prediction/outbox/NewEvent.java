package dev.auspex.prediction.outbox;

import java.util.UUID;

/**
 * An event to publish once the change that it reports is durable.
 *
 * @param id          id of the event, UUIDv7; stays the same however often the event is published
 * @param topic       Kafka topic
 * @param type        CloudEvents type
 * @param key         Kafka key and CloudEvents subject
 * @param traceParent W3C trace context of the request, or null
 * @param payload     JSON
 */
public record NewEvent(UUID id, String topic, String type, String key, String traceParent, String payload) {}
