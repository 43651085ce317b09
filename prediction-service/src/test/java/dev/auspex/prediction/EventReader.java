package dev.auspex.prediction;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

import dev.auspex.contracts.event.Topics;
import dev.auspex.localstack.testing.LocalStackResource;

/** Reads the events of one tenant from the beginning of the topic. */
public final class EventReader implements AutoCloseable {

    private final KafkaConsumer<String, String> consumer;
    private final Predicate<ConsumerRecord<String, String>> wanted;
    private final List<ConsumerRecord<String, String>> read = new ArrayList<>();

    public EventReader(UUID tenant) {
        this.wanted = record -> record.value().contains(tenant.toString());
        Map<String, Object> settings = LocalStackResource.kafka();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    /** Reads until this many events of the tenant came, at most 30 seconds. */
    public List<ConsumerRecord<String, String>> await(int count) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (read.size() < count && System.nanoTime() < end) {
            poll();
        }
        return List.copyOf(read);
    }

    /** Reads what is there and a moment longer: to see that nothing more comes. */
    public List<ConsumerRecord<String, String>> rest() {
        for (int i = 0; i < 5; i++) {
            poll();
        }
        return List.copyOf(read);
    }

    private void poll() {
        if (consumer.assignment().isEmpty()) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.PREDICTION_COMPLETED).stream()
                    .map(it -> new TopicPartition(it.topic(), it.partition()))
                    .toList();
            consumer.assign(partitions);
        }
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
            if (wanted.test(record)) {
                read.add(record);
            }
        }
    }

    public static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
