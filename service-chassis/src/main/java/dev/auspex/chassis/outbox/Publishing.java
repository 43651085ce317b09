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

/** How events get into Kafka in order and none twice: what their producers and topics have in common. */
public final class Publishing {

    /** Longest wait for a place in a producer's buffer. */
    public static final Duration MAX_BLOCK = Duration.ofSeconds(1);

    private Publishing() {}

    /**
     * Settings of a producer.
     *
     * @param kafka    how Kafka is reached
     * @param clientId its name in Kafka's own figures
     * @param delivery longest wait until Kafka has an event
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
     * Makes the topic of a stream where it is missing.
     *
     * @param answer longest wait for an answer of Kafka
     * @return Kafka's own id of it, which no other topic ever has, not even a later one of the same name
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
     * Makes a topic where it is missing.
     *
     * @param kafka  how Kafka is reached
     * @param answer longest wait for its answer
     * @return whether it was missing
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
