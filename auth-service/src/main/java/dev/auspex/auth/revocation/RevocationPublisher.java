package dev.auspex.auth.revocation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringSerializer;

import dev.auspex.contracts.event.AccessRevoked;
import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.contracts.event.Topics;

/** Publishes CloudEvents in binary mode. Used by one thread at a time. */
@ApplicationScoped
class RevocationPublisher {

    private static final String SOURCE = "/auth-service";
    private static final Duration MAX_BLOCK = Duration.ofSeconds(1);

    private final Map<String, Object> kafka;
    private final RevocationConfig config;
    private KafkaProducer<String, String> producer;

    RevocationPublisher(@Identifier("default-kafka-broker") Map<String, Object> kafka, RevocationConfig config) {
        this.kafka = kafka;
        this.config = config;
    }

    /** Returns when Kafka has all; throws an unchecked exception where that is not certain: publish them again. */
    synchronized void publish(List<RevocationOutbox.Waiting> events) {
        try {
            if (producer == null) {
                createTopic();
                producer = new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer());
            }
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (RevocationOutbox.Waiting event : events) {
                ProducerRecord<String, String> message =
                        new ProducerRecord<>(Topics.ACCESS_REVOKED, event.key(), event.payload());
                describe(message.headers(), event);
                sent.add(producer.send(message));
            }
            long end = System.nanoTime() + config.delivery().plus(MAX_BLOCK).toNanos();
            for (Future<RecordMetadata> each : sent) {
                each.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // What is still in its buffers would arrive late and out of order: begin anew.
            close(Duration.ZERO);
            throw new IllegalStateException("Kafka did not take " + events.size() + " events", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close(Duration.ZERO);
            throw new IllegalStateException("stopped while publishing", e);
        }
    }

    private static void describe(Headers headers, RevocationOutbox.Waiting event) {
        put(headers, CloudEventHeaders.SPEC_VERSION, "1.0");
        put(headers, CloudEventHeaders.ID, event.id().toString());
        put(headers, CloudEventHeaders.TYPE, AccessRevoked.TYPE);
        put(headers, CloudEventHeaders.SOURCE, SOURCE);
        put(headers, CloudEventHeaders.SUBJECT, event.key());
        put(headers, CloudEventHeaders.TIME, event.at().toString());
        put(headers, CloudEventHeaders.CONTENT_TYPE, "application/json");
    }

    private static void put(Headers headers, String key, String value) {
        headers.add(key, value.getBytes(StandardCharsets.UTF_8));
    }

    /** One partition: revocations are few, and all of them stay in order. */
    private void createTopic() throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Object> settings = new HashMap<>(kafka);
        int millis = (int) config.delivery().toMillis();
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        Admin admin = Admin.create(settings);
        try {
            NewTopic wanted = new NewTopic(Topics.ACCESS_REVOKED, Optional.of(1), Optional.empty());
            admin.createTopics(List.of(wanted)).all().get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        int delivery = (int) config.delivery().toMillis();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "auth-outbox");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, delivery / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
        return settings;
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
