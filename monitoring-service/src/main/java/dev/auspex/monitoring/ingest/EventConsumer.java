package dev.auspex.monitoring.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.opentelemetry.api.trace.Span;
import io.vertx.pgclient.PgException;
import jakarta.annotation.Nullable;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

import dev.auspex.monitoring.ingest.ConsumerOffsets.Move;
import dev.auspex.monitoring.ingest.ConsumerStatus.State;
import dev.auspex.monitoring.ingest.Delivery.Event;
import dev.auspex.monitoring.ingest.Delivery.Poison;

/**
 * Consumer of a topic that runs on its own thread. Each event takes effect once. The consumer starts at the offsets in
 * the database, never at those of the Kafka group, and stores the offsets of a batch together with its effects. If a
 * stored offset is not the expected one, another consumer has advanced that partition; the batch is dropped and the
 * stored offsets are read again.
 *
 * <p>Exceptions do not end it: it goes back to the start of the batch and tries again, with pauses that double up to a
 * limit. A record that can never be folded becomes a dead letter and does not block its partition.
 */
final class EventConsumer implements Runnable {

    private static final Logger LOG = Logger.getLogger(EventConsumer.class);

    private final String topic;
    private final IngestConfig config;
    private final Supplier<Consumer<byte[], byte[]>> connect;
    private final EventDecoder decoder;
    private final ConsumerOffsets offsets;
    private final FoldTransaction transaction;
    private final IngestMetrics metrics;
    private final EventSpans spans;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Map<TopicPartition, Long> stored = new HashMap<>();
    private final Set<TopicPartition> unplaced = new HashSet<>();

    /** Partitions whose last batch failed. Only a committed batch clears that; reading the stored offset does not. */
    private final Set<TopicPartition> failing = new HashSet<>();

    private volatile ConsumerStatus status = ConsumerStatus.initial();

    @Nullable
    private volatile Consumer<byte[], byte[]> current;

    @Nullable
    private Metric heartbeat;

    private Duration pause;

    EventConsumer(
            String topic,
            IngestConfig config,
            Supplier<Consumer<byte[], byte[]>> connect,
            EventDecoder decoder,
            ConsumerOffsets offsets,
            FoldTransaction transaction,
            IngestMetrics metrics,
            EventSpans spans) {
        this.topic = topic;
        this.config = config;
        this.connect = connect;
        this.decoder = decoder;
        this.offsets = offsets;
        this.transaction = transaction;
        this.metrics = metrics;
        this.spans = spans;
        this.pause = config.firstPause();
    }

    ConsumerStatus status() {
        return status;
    }

    /** Returns whether {@link #run} has ended. */
    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Asks the consumer to end. It finishes the current batch and starts no other. */
    void stop() {
        stop.countDown();
        Consumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    /** Waits until {@link #run} has ended and returns whether it has. */
    boolean awaitEnd(Duration longest) throws InterruptedException {
        return ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        try {
            while (!stopping()) {
                connectAndConsume();
            }
        } finally {
            become(State.STOPPED, null);
            ended.countDown();
        }
    }

    private void connectAndConsume() {
        Consumer<byte[], byte[]> consumer = null;
        try {
            consumer = connect.get();
            current = consumer;
            heartbeat = heartbeat(consumer);
            consumer.subscribe(List.of(topic), new Assignment(consumer));
            while (!stopping()) {
                step(consumer);
            }
        } catch (WakeupException e) {
            LOG.debugf("consumer woken topic=%s", topic);
        } catch (RuntimeException e) {
            LOG.warnf("consumer failed, reconnecting topic=%s pause=%s cause=%s", topic, pause, e);
            become(State.KAFKA_AWAY, e.getClass().getSimpleName());
            pause();
        } finally {
            current = null;
            release(stored.keySet());
            release(unplaced);
            failing.clear();
            if (consumer != null) {
                close(consumer);
            }
        }
    }

    private void step(Consumer<byte[], byte[]> consumer) {
        boolean placed = place(consumer);
        ConsumerRecords<byte[], byte[]> records = consumer.poll(placed ? config.poll() : Duration.ZERO);
        if (!records.isEmpty()) {
            consume(consumer, records);
        }
        consumer.assignment().forEach(partition -> consumer.currentLag(partition)
                .ifPresent(lag -> metrics.lag(partition.partition(), lag)));
        if (status.state() != State.DATABASE_FAILING) {
            listen();
        }
    }

    /**
     * Moves new partitions to the offsets in the database. They are paused until then, so nothing is read from where
     * Kafka would start.
     *
     * @return whether all partitions have their offset
     */
    private boolean place(Consumer<byte[], byte[]> consumer) {
        if (unplaced.isEmpty()) {
            return true;
        }
        try {
            Map<Integer, Long> found =
                    offsets.load(topic, numbers(unplaced)).await().atMost(config.transaction());
            for (TopicPartition partition : unplaced) {
                long offset = found.get(partition.partition());
                stored.put(partition, offset);
                consumer.seek(partition, offset);
                LOG.infof("partition assigned topic=%s partition=%d offset=%d", topic, partition.partition(), offset);
            }
            consumer.resume(unplaced);
            unplaced.clear();
            recoveredUnlessFailing();
            return true;
        } catch (RuntimeException e) {
            failed(e);
            return false;
        }
    }

    private void consume(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        List<Delivery> batch = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            batch.add(decoder.decode(record));
        }
        try {
            store(batch);
            failing.removeAll(records.partitions());
            recoveredUnlessFailing();
        } catch (PartitionFencedException e) {
            LOG.warnf("partition fenced, rereading stored offsets topic=%s", topic);
            unplaced.addAll(consumer.assignment());
            consumer.pause(unplaced);
            stored.clear();
        } catch (RuntimeException e) {
            failed(e);
            // The outcome is unknown, so the stored offset decides, as after a restart.
            for (TopicPartition partition : records.partitions()) {
                stored.remove(partition);
                unplaced.add(partition);
                failing.add(partition);
            }
            consumer.pause(records.partitions());
        }
    }

    /** Stores a batch. If the database refuses its data, stores the events one by one, refused ones as dead letters. */
    private void store(List<Delivery> batch) {
        try {
            commit(batch);
        } catch (RuntimeException e) {
            if (!refused(e)) {
                throw e;
            }
            if (batch.size() > 1) {
                batch.forEach(delivery -> store(List.of(delivery)));
            } else if (batch.getFirst() instanceof Event event) {
                commit(List.of(event.refused("the database rejected the event: " + reason(e), event.raw())));
            } else {
                throw e;
            }
        }
    }

    private void commit(List<Delivery> batch) {
        Instant begin = Instant.now();
        IdentityHashMap<Delivery, Span> open = spans.begin(topic, config.group(), batch);
        SortedMap<Integer, Move> moves = moves(batch);
        try {
            Set<String> fresh = transaction.apply(topic, batch, moves).await().atMost(config.transaction());
            moves.forEach((partition, move) -> stored.put(new TopicPartition(topic, partition), move.next()));
            spans.end(open, fresh);
            report(batch, fresh, Duration.between(begin, Instant.now()));
        } catch (RuntimeException e) {
            spans.fail(open, e);
            throw e;
        }
    }

    private SortedMap<Integer, Move> moves(List<Delivery> batch) {
        SortedMap<Integer, Move> moves = new TreeMap<>();
        for (Delivery delivery : batch) {
            long expected = stored.get(new TopicPartition(topic, delivery.partition()));
            moves.put(delivery.partition(), new Move(expected, delivery.offset() + 1));
        }
        return moves;
    }

    private void report(List<Delivery> batch, Set<String> fresh, Duration took) {
        List<Poison> poison = batch.stream()
                .filter(Poison.class::isInstance)
                .map(Poison.class::cast)
                .toList();
        poison.forEach(letter -> LOG.errorf(
                "dead letter topic=%s partition=%d offset=%d cause=%s",
                topic, letter.partition(), letter.offset(), letter.cause()));
        metrics.committed(fresh.size(), batch.size() - poison.size() - fresh.size(), poison.size(), took);
    }

    /**
     * Returns whether the same data would fail again. SQLSTATE class 22 is an error in the data, 54 an exceeded limit.
     */
    private static boolean refused(RuntimeException failure) {
        return failure instanceof IllegalArgumentException
                || (failure instanceof PgException refusal
                        && refusal.getSqlState() != null
                        && (refusal.getSqlState().startsWith("22")
                                || refusal.getSqlState().startsWith("54")));
    }

    private static String reason(RuntimeException failure) {
        return failure instanceof PgException refusal
                ? "SQLSTATE " + refusal.getSqlState()
                : failure.getClass().getSimpleName();
    }

    private void failed(RuntimeException failure) {
        LOG.warnf("batch failed, retrying topic=%s pause=%s cause=%s", topic, pause, failure);
        metrics.failed();
        become(State.DATABASE_FAILING, failure.getClass().getSimpleName());
        pause();
    }

    private void recoveredUnlessFailing() {
        if (!failing.isEmpty()) {
            return;
        }
        pause = config.firstPause();
        if (status.state() == State.DATABASE_FAILING) {
            LOG.infof("consumption resumed topic=%s", topic);
            become(State.CONSUMING, null);
        }
    }

    /** Checks whether Kafka responds. The group's heartbeats show that; an empty poll alone does not. */
    private void listen() {
        double seconds = heartbeat == null ? -1 : ((Number) heartbeat.metricValue()).doubleValue();
        boolean heard = seconds >= 0 && seconds <= config.silence().toSeconds();
        boolean patient = status.state() == State.JOINING
                && Duration.between(status.since(), Instant.now()).compareTo(config.silence()) < 0;
        if (heard) {
            if (status.state() == State.KAFKA_AWAY) {
                LOG.infof("kafka recovered topic=%s", topic);
            }
            pause = config.firstPause();
            become(State.CONSUMING, null);
        } else if (!patient) {
            if (status.state() != State.KAFKA_AWAY) {
                LOG.warnf("kafka stopped responding topic=%s", topic);
            }
            become(State.KAFKA_AWAY, "no heartbeat");
        }
    }

    @Nullable
    private static Metric heartbeat(Consumer<byte[], byte[]> consumer) {
        return consumer.metrics().entrySet().stream()
                .filter(entry ->
                        "last-heartbeat-seconds-ago".equals(entry.getKey().name()))
                .findFirst()
                .<Metric>map(Map.Entry::getValue)
                .orElse(null);
    }

    private void become(State state, @Nullable String cause) {
        status = status.becomes(state, cause, Set.copyOf(numbers(stored.keySet())));
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    /** Waits, unless the consumer is asked to end, and doubles the next wait up to the limit. */
    private void pause() {
        try {
            if (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(config.longestPause()) < 0 ? doubled : config.longestPause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.countDown();
        }
    }

    private void release(Collection<TopicPartition> partitions) {
        numbers(partitions).forEach(metrics::forgetLag);
        partitions.clear();
    }

    private void close(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.close(CloseOptions.timeout(config.drain().dividedBy(2)));
        } catch (RuntimeException e) {
            LOG.warnf("consumer close failed topic=%s cause=%s", topic, e);
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }

    /**
     * Listener for rebalances. Kafka calls it within poll, on the consumer's thread, when no batch is being processed.
     */
    private final class Assignment implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;

        Assignment(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            unplaced.addAll(partitions);
            consumer.pause(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                stored.remove(partition);
                unplaced.remove(partition);
                failing.remove(partition);
                metrics.forgetLag(partition.partition());
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            onPartitionsRevoked(partitions);
        }
    }
}
