package dev.auspex.chassis.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** A topic of one partition, in Kafka's own stand-in for a consumer. */
final class StandInTopic {

    static final String NAME = "news";

    static final TopicPartition PARTITION = new TopicPartition(NAME, 0);

    static final TopicSettings SETTINGS = new TopicSettings() {
        @Override
        public Duration look() {
            return Duration.ofMillis(50);
        }

        @Override
        public Duration answer() {
            return Duration.ofSeconds(1);
        }
    };

    private StandInTopic() {}

    /** A new consumer of these events, at the offsets 0 and up. */
    static MockConsumer<byte[], byte[]> with(List<byte[]> events) {
        return with(events, event -> {});
    }

    /** @param change made to each before it is read */
    static MockConsumer<byte[], byte[]> with(List<byte[]> events, Consumer<ConsumerRecord<byte[], byte[]>> change) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
            @Override
            public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                    Map<TopicPartition, Long> times, Duration wait) {
                return Map.of(PARTITION, new OffsetAndTimestamp(0, 0));
            }
        };
        Node node = new Node(0, "localhost", 1);
        Node[] nodes = {node};
        consumer.updatePartitions(NAME, List.of(new PartitionInfo(NAME, 0, node, nodes, nodes)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) events.size()));
        consumer.schedulePollTask(() -> {
            for (int i = (int) consumer.position(PARTITION); i < events.size(); i++) {
                ConsumerRecord<byte[], byte[]> event = new ConsumerRecord<>(NAME, 0, i, new byte[0], events.get(i));
                change.accept(event);
                consumer.addRecord(event);
            }
        });
        return consumer;
    }
}
