package dev.auspex.chassis.outbox;

import dev.auspex.chassis.topic.EventSignature;

/**
 * Where a service's events go.
 *
 * @param topic     Kafka topic; it is made with one partition, so that all events stay in order
 * @param type      CloudEvents {@code type}
 * @param source    CloudEvents {@code source}
 * @param clientId  name of the producer for Kafka's own figures
 * @param compacted whether Kafka keeps the newest event of each key for ever, and no others for long, where it makes the topic
 * @param signature signs the events, or null where nobody acts on them without asking
 */
public record EventStream(
        String topic, String type, String source, String clientId, boolean compacted, EventSignature signature) {

    /** One whose events Kafka keeps for as long as it keeps any. */
    public EventStream(String topic, String type, String source, String clientId) {
        this(topic, type, source, clientId, false, null);
    }
}
