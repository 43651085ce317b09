package dev.auspex.chassis.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the reader does with what no Kafka of a test would ever do: Kafka's own stand-in for a consumer. */
class TopicReaderTest {

    private static final TopicPartition PARTITION = new TopicPartition("news", 0);

    private static final TopicSettings CONFIG = new TopicSettings() {
        @Override
        public Duration look() {
            return Duration.ofMillis(50);
        }

        @Override
        public Duration answer() {
            return Duration.ofSeconds(1);
        }
    };

    /** A partition with events at the offsets 0 and up. */
    private static MockConsumer<byte[], byte[]> consumer(int events) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
            @Override
            public Map<TopicPartition, org.apache.kafka.clients.consumer.OffsetAndTimestamp> offsetsForTimes(
                    Map<TopicPartition, Long> times, Duration wait) {
                return Map.of(PARTITION, new org.apache.kafka.clients.consumer.OffsetAndTimestamp(0, 0));
            }
        };
        Node node = new Node(0, "localhost", 1);
        Node[] nodes = {node};
        consumer.updatePartitions("news", List.of(new PartitionInfo("news", 0, node, nodes, nodes)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) events));
        consumer.schedulePollTask(() -> {
            for (int i = (int) consumer.position(PARTITION); i < events; i++) {
                consumer.addRecord(new ConsumerRecord<>("news", 0, i, new byte[0], new byte[] {(byte) i}));
            }
        });
        return consumer;
    }

    @Test
    void goesOnAfterAnyFailureFromWhereItWas() {
        // Given: no consumer at all, one that breaks in an unforeseen way, and a listener that ends with an Error
        AtomicInteger consumers = new AtomicInteger();
        List<Integer> heard = new CopyOnWriteArrayList<>();
        TopicReader reader = new TopicReader(
                "test",
                List.of("news"),
                Duration.ofHours(1),
                () -> switch (consumers.incrementAndGet()) {
                    case 1 -> throw new NoClassDefFoundError("for the test");
                    case 2 -> breaking(consumer(3));
                    default -> consumer(4);
                },
                CONFIG,
                event -> {
                    heard.add((int) event.value()[0]);
                    if (event.value()[0] == 1) {
                        throw new StackOverflowError("for the test");
                    }
                });

        // When
        reader.start();

        // Then
        try {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() >= 4);
            assertEquals(List.of(0, 1, 2, 3), heard);
            Awaitility.await().until(reader::caughtUp);
            assertTrue(reader.connected());
        } finally {
            reader.close();
        }
    }

    private static Consumer<byte[], byte[]> breaking(MockConsumer<byte[], byte[]> consumer) {
        consumer.schedulePollTask(() -> {
            throw new IllegalStateException("for the test");
        });
        return consumer;
    }

    @Test
    void doesNotWaitForTheEndOfATopicThatIsGone() {
        // Given: events that never come, and then no topic any more
        MockConsumer<byte[], byte[]> consumer = consumer(0);
        consumer.updateEndOffsets(Map.of(PARTITION, 5L));
        TopicPartition other = new TopicPartition("other", 0);
        consumer.updateBeginningOffsets(Map.of(other, 0L));
        consumer.updateEndOffsets(Map.of(other, 0L));
        TopicReader reader = new TopicReader(
                "test", List.of("news", "other"), Duration.ofHours(1), () -> consumer, CONFIG, event -> {});
        reader.start();

        // When
        Node node = new Node(0, "localhost", 1);
        Node[] nodes = {node};
        Awaitility.await().until(reader::connected);
        consumer.schedulePollTask(() -> {
            consumer.updatePartitions("news", List.of());
            consumer.updatePartitions("other", List.of(new PartitionInfo("other", 0, node, nodes, nodes)));
        });

        // Then
        try {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(reader::caughtUp);
        } finally {
            reader.close();
        }
    }
}
