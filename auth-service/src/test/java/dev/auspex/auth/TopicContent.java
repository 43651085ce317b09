package dev.auspex.auth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

import dev.auspex.localstack.testing.LocalStackResource;

/** What is in a topic of one partition. */
public final class TopicContent {

    private TopicContent() {}

    public static String header(ConsumerRecord<String, String> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** All that is in the topic. */
    public static List<ConsumerRecord<String, String>> of(String topic) {
        Map<String, Object> settings = LocalStackResource.kafka();
        settings.put("allow.auto.create.topics", false);
        settings.put("default.api.timeout.ms", 2000);
        settings.put("request.timeout.ms", 2000);
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor(topic);
            if (partitions == null || partitions.isEmpty()) {
                return all;
            }
            List<TopicPartition> whole = List.of(new TopicPartition(topic, 0));
            consumer.assign(whole);
            consumer.seekToBeginning(whole);
            long end = consumer.endOffsets(whole).values().iterator().next();
            while (consumer.position(whole.getFirst()) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        } catch (org.apache.kafka.common.errors.TimeoutException away) {
            return all;
        }
        return all;
    }
}
