package dev.auspex.chassis.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringSerializer;

import dev.auspex.contracts.event.CloudEventHeaders;

/** Publishes CloudEvents in binary mode, one batch at a time. */
final class EventPublisher {

    private final Map<String, Object> kafka;
    private final EventStream stream;
    private final Duration delivery;
    private KafkaProducer<String, String> producer;

    /**
     * @param kafka    settings of the Kafka client
     * @param delivery longest wait until Kafka has stored a batch
     */
    EventPublisher(Map<String, Object> kafka, EventStream stream, Duration delivery) {
        this.kafka = kafka;
        this.stream = stream;
        this.delivery = delivery;
    }

    /**
     * Publishes events and returns when Kafka has stored all of them. Throws an unchecked exception if that is not
     * certain; then publish them again.
     */
    synchronized void publish(List<WaitingEvent> events) {
        try {
            if (producer == null) {
                createTopic();
                producer = new KafkaProducer<>(
                        Publishing.producer(kafka, stream.clientId(), delivery),
                        new StringSerializer(),
                        new StringSerializer());
            }
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (WaitingEvent event : events) {
                ProducerRecord<String, String> message =
                        new ProducerRecord<>(stream.topic(), event.key(), event.payload());
                describe(message.headers(), event);
                sent.add(producer.send(message));
            }
            long end = System.nanoTime() + delivery.plus(Publishing.MAX_BLOCK).toNanos();
            for (Future<RecordMetadata> each : sent) {
                each.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // Events still in the producer's buffers would arrive late and out of order, so start with a new producer.
            close(Duration.ZERO);
            throw new IllegalStateException("Kafka did not store " + events.size() + " events.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close(Duration.ZERO);
            throw new IllegalStateException("The publisher was stopped while it was publishing.", e);
        }
    }

    private void describe(Headers headers, WaitingEvent event) {
        put(headers, CloudEventHeaders.SPEC_VERSION, "1.0");
        put(headers, CloudEventHeaders.ID, event.id().toString());
        put(headers, CloudEventHeaders.TYPE, stream.type());
        put(headers, CloudEventHeaders.SOURCE, stream.source());
        put(headers, CloudEventHeaders.SUBJECT, event.key());
        put(headers, CloudEventHeaders.TIME, event.at().toString());
        put(headers, CloudEventHeaders.CONTENT_TYPE, "application/json");
        if (stream.signature() != null) {
            stream.signature().sign(headers, stream.topic(), event.id().toString(), event.payload());
        }
    }

    private static void put(Headers headers, String key, String value) {
        headers.add(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private void createTopic() throws InterruptedException, ExecutionException, TimeoutException {
        create(kafka, stream, delivery);
    }

    /** Creates the topic if it is missing. It has one partition, because such events are few and must stay in order. */
    static void create(Map<String, Object> kafka, EventStream stream, Duration answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        NewTopic wanted = new NewTopic(stream.topic(), Optional.of(1), Optional.empty());
        if (stream.compacted()) {
            wanted.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        }
        Publishing.create(wanted, kafka, answer);
    }

    synchronized void close() {
        close(Duration.ofSeconds(1));
    }

    private void close(Duration wait) {
        if (producer != null) {
            producer.close(wait);
            producer = null;
        }
    }
}
