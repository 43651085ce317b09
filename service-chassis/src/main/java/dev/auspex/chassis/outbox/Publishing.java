package dev.auspex.chassis.outbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * What the producers and topics of events have in common, so that Kafka stores events in order and a
 * retry stores none twice.
 */
public final class Publishing {

    /** Longest wait for a place in a producer's buffer. */
    public static final Duration MAX_BLOCK = Duration.ofSeconds(1);

    private Publishing() {}

    /**
     * Returns the settings of a producer.
     *
     * @param kafka    settings of the Kafka client
     * @param clientId name of the producer in Kafka's own metrics
     * @param delivery longest wait until Kafka has stored an event
     */
    public static Map<String, Object> producer(Map<String, Object> kafka, String clientId, Duration delivery) {
        Map<String, Object> settings = new HashMap<>(kafka);
        int millis = (int) delivery.toMillis();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        return settings;
    }

    /**
     * Creates the topic of a stream if it is missing.
     *
     * @param answer longest wait for an answer from Kafka
     * @return Kafka's own id of the topic, which no other topic ever has, not even a later one of the same name
     */
    public static String topic(EventStream stream, Map<String, Object> kafka, Duration answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        EventPublisher.create(kafka, stream, answer);
        Admin admin = admin(kafka, answer);
        try {
            return admin.describeTopics(List.of(stream.topic()))
                    .topicNameValues()
                    .get(stream.topic())
                    .get(answer.toMillis(), TimeUnit.MILLISECONDS)
                    .topicId()
                    .toString();
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    /**
     * Creates a topic if it is missing.
     *
     * @param kafka  settings of the Kafka client
     * @param answer longest wait for an answer from Kafka
     * @return whether the topic was missing
     */
    public static boolean create(NewTopic wanted, Map<String, Object> kafka, Duration answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        Admin admin = admin(kafka, answer);
        try {
            admin.createTopics(List.of(wanted)).all().get(answer.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private static Admin admin(Map<String, Object> kafka, Duration answer) {
        Map<String, Object> settings = new HashMap<>(kafka);
        int millis = (int) answer.toMillis();
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        return Admin.create(settings);
    }
}
