package dev.auspex.chassis.outbox;

import dev.auspex.chassis.topic.EventSignature;

/**
 * The destination of a service's events.
 *
 * @param topic     Kafka topic; created with one partition, so that all events stay in order
 * @param type      CloudEvents {@code type}
 * @param source    CloudEvents {@code source}
 * @param clientId  name of the producer in Kafka's own metrics
 * @param compacted whether the topic, if it is created here, is compacted, so that Kafka keeps the
 *     newest event of each key
 * @param signature signs the events, or null if no reader acts on them without asking
 */
public record EventStream(
        String topic, String type, String source, String clientId, boolean compacted, EventSignature signature) {

    /** Describes an unsigned stream on a topic that is not compacted. */
    public EventStream(String topic, String type, String source, String clientId) {
        this(topic, type, source, clientId, false, null);
    }
}
