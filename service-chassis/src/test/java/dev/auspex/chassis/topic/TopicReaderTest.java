package dev.auspex.chassis.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.Consumer;
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

    /** A partition with events at the offsets 0 and up, whose only byte is their offset. */
    private static MockConsumer<byte[], byte[]> consumer(int events) {
        return StandInTopic.with(IntStream.range(0, events)
                .mapToObj(each -> new byte[] {(byte) each})
                .toList());
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
                StandInTopic.SETTINGS,
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
        consumer.updateEndOffsets(Map.of(StandInTopic.PARTITION, 5L));
        TopicPartition other = new TopicPartition("other", 0);
        consumer.updateBeginningOffsets(Map.of(other, 0L));
        consumer.updateEndOffsets(Map.of(other, 0L));
        TopicReader reader = new TopicReader(
                "test",
                List.of("news", "other"),
                Duration.ofHours(1),
                () -> consumer,
                StandInTopic.SETTINGS,
                event -> {});
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
