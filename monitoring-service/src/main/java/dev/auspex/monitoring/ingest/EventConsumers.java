package dev.auspex.monitoring.ingest;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Factory for consumers. */
@ApplicationScoped
class EventConsumers {

    private static final int GATHERED_BYTES = 1024 * 1024;
    private static final int RECONNECT_MILLIS = 2000;
    private static final int METADATA_AGE_MILLIS = 30_000;

    private final Map<String, Object> broker;
    private final IngestConfig config;
    private final EventDecoder decoder;
    private final ConsumerOffsets offsets;
    private final FoldTransaction transaction;
    private final IngestMetrics metrics;
    private final EventSpans spans;

    EventConsumers(
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            IngestConfig config,
            EventDecoder decoder,
            ConsumerOffsets offsets,
            FoldTransaction transaction,
            IngestMetrics metrics,
            EventSpans spans) {
        this.broker = broker;
        this.config = config;
        this.decoder = decoder;
        this.offsets = offsets;
        this.transaction = transaction;
        this.metrics = metrics;
        this.spans = spans;
    }

    EventConsumer of(String topic, String group) {
        return of(topic, () -> connect(group));
    }

    EventConsumer of(String topic, Supplier<Consumer<byte[], byte[]>> connect) {
        return new EventConsumer(topic, config, connect, decoder, offsets, transaction, metrics, spans);
    }

    Consumer<byte[], byte[]> connect(String group) {
        Map<String, Object> properties = new HashMap<>(broker);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // If the stored offset no longer exists in Kafka, start with the oldest record that is left.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.batch());
        // A batch costs as much as its sketches, however few events it has, so events should gather first.
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, GATHERED_BYTES);
        properties.put(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) config.gather().toMillis());
        properties.put(
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) config.session().toMillis());
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int)
                config.session().dividedBy(4).toMillis());
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MILLIS);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
