package dev.auspex.model.announce;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

import dev.auspex.chassis.outbox.Failures;
import dev.auspex.contracts.event.Topics;
import dev.auspex.model.registry.ChangeBell;

/**
 * Wakes this replica when any replica has changed the registry. Every replica receives all events, so the consumer
 * belongs to no group and keeps no offsets; reconciliation finds the changes that it missed. The content of the events
 * does not matter here, because the database is the source of truth.
 */
@ApplicationScoped
class ChangeListener {

    private static final Logger LOG = Logger.getLogger(ChangeListener.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Map<String, Object> kafka;
    private final ChangeConfig config;
    private final ChangeBell bell;
    private volatile boolean stopped;
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private Thread thread;
    private boolean away;

    ChangeListener(
            @Identifier("default-kafka-broker") Map<String, Object> kafka, ChangeConfig config, ChangeBell bell) {
        this.kafka = kafka;
        this.config = config;
        this.bell = bell;
    }

    void start(@Observes StartupEvent event) {
        if (config.kafka()) {
            thread = Thread.ofPlatform().name("change-listener").daemon().start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        KafkaConsumer<byte[], byte[]> listening = consumer;
        if (listening != null) {
            listening.wakeup();
        }
        if (thread != null) {
            thread.join(ANSWER.toMillis());
        }
    }

    private void run() {
        while (!stopped) {
            try (KafkaConsumer<byte[], byte[]> listening = connect()) {
                consumer = listening;
                listen(listening);
            } catch (WakeupException e) {
                LOG.debug("listening ended");
            } catch (KafkaException e) {
                if (!away && !stopped) {
                    LOG.warnf(
                            "Kafka became unreachable, changes of the registry arrive late cause=%s",
                            Failures.rootOf(e));
                }
                away = true;
            }
            pause();
        }
    }

    private void listen(KafkaConsumer<byte[], byte[]> listening) {
        List<PartitionInfo> partitions = listening.partitionsFor(Topics.MODEL_CHANGED, ANSWER);
        if (partitions == null || partitions.isEmpty()) {
            // The first publisher creates the topic.
            return;
        }
        List<TopicPartition> all = partitions.stream()
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .toList();
        listening.assign(all);
        listening.seekToEnd(all);
        all.forEach(partition -> listening.position(partition, ANSWER));
        if (away) {
            LOG.info("listening to changes of the registry resumed");
        }
        away = false;
        // Changes before the first poll are not received.
        bell.heard();
        while (!stopped) {
            if (!listening.poll(POLL).isEmpty()) {
                bell.heard();
            }
        }
    }

    private void pause() {
        try {
            if (!stopped) {
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    private KafkaConsumer<byte[], byte[]> connect() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2000);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
