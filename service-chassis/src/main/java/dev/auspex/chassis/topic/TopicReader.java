package dev.auspex.chassis.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads all partitions of some topics on its own thread, without a consumer group, so that every replica gets every
 * event, from a time in the past or from now on. If Kafka is unreachable, it resumes where it stopped once Kafka is
 * back. Only the end of the service stops it.
 */
public final class TopicReader implements AutoCloseable {

    /** How far back to start in order to read every event. */
    public static final Duration EVERYTHING = Duration.ofSeconds(Long.MAX_VALUE);

    private static final Logger LOG = Logger.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final Set<String> topics;
    private final Duration back;
    private final Supplier<Consumer<byte[], byte[]>> kafka;
    private final TopicSettings config;
    private final Listener listener;
    private final LeftOutLog leftOut;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private volatile boolean stopped;
    private volatile boolean caughtUp;
    private volatile long answeredAt;
    private volatile Consumer<byte[], byte[]> consumer;
    private Thread thread;
    private boolean toldAway;

    /** Handles one event. If it throws, the event is logged and skipped. */
    @FunctionalInterface
    public interface Listener {
        void heard(ConsumerRecord<byte[], byte[]> event) throws Exception;
    }

    /**
     * @param name   name of the thread and in the log
     * @param topics topics to read; missing topics are looked up again regularly
     * @param back   how far back to start; zero for new events only, {@link #EVERYTHING} for every event
     * @param kafka  settings of the Kafka client
     */
    public TopicReader(
            String name,
            Collection<String> topics,
            Duration back,
            Map<String, Object> kafka,
            TopicSettings config,
            Listener listener) {
        this(name, topics, back, () -> connect(kafka, back, config), config, listener);
    }

    /** @param kafka creates a new consumer for each connection */
    TopicReader(
            String name,
            Collection<String> topics,
            Duration back,
            Supplier<Consumer<byte[], byte[]>> kafka,
            TopicSettings config,
            Listener listener) {
        this.name = name;
        this.topics = new TreeSet<>(topics);
        this.back = back;
        this.kafka = kafka;
        this.config = config;
        this.listener = listener;
        this.leftOut = new LeftOutLog(name, System::nanoTime);
    }

    public void start() {
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    @Override
    public void close() {
        stopped = true;
        Consumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        if (thread != null) {
            try {
                thread.join(config.answer().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns whether every event that existed at the start has been read. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** Returns whether Kafka has answered recently. */
    public boolean connected() {
        return answeredAt != 0 && System.nanoTime() - answeredAt < silence().toNanos();
    }

    /** Returns the seconds since Kafka last answered, or since {@code startedAt} if it never has. */
    public double silentSeconds(long startedAt) {
        return (System.nanoTime() - (answeredAt == 0 ? startedAt : answeredAt)) / 1e9;
    }

    private Duration silence() {
        return config.look().plus(config.answer()).plus(POLL);
    }

    private void run() {
        Instant from = back.equals(EVERYTHING) ? Instant.EPOCH : Instant.now().minus(back);
        while (!stopped) {
            try (Consumer<byte[], byte[]> reading = kafka.get()) {
                consumer = reading;
                read(reading, from);
            } catch (WakeupException e) {
                LOG.debugf("event consumption stopped reader=%s", name);
            } catch (KafkaException e) {
                if (!toldAway && !stopped) {
                    LOG.warnf("event consumption interrupted reader=%s cause=%s", name, e.getMessage());
                    toldAway = true;
                }
            } catch (RuntimeException | Error e) {
                // If this thread ended, no event would be read any more, and nobody would notice.
                LOG.errorf(e, "event consumption failed, restarting reader=%s", name);
            }
            pause();
        }
        leftOut.end();
    }

    private void read(Consumer<byte[], byte[]> reading, Instant from) {
        long lookedAt = 0;
        Map<TopicPartition, Long> ends = Map.of();
        while (!stopped) {
            if (lookedAt == 0 || System.nanoTime() - lookedAt > config.look().toNanos()) {
                assign(reading, from);
                Map<TopicPartition, Long> now = reading.endOffsets(reading.assignment(), config.answer());
                if (lookedAt == 0) {
                    ends = now;
                }
                lookedAt = System.nanoTime();
                answered();
            }
            if (reading.assignment().isEmpty()) {
                caughtUp = true;
                pause();
                continue;
            }
            for (ConsumerRecord<byte[], byte[]> event : reading.poll(POLL)) {
                hear(event);
                next.put(new TopicPartition(event.topic(), event.partition()), event.offset() + 1);
            }
            leftOut.look();
            if (!caughtUp && reached(reading, ends)) {
                caughtUp = true;
            }
        }
    }

    private void answered() {
        answeredAt = System.nanoTime();
        if (toldAway) {
            LOG.infof("event consumption resumed reader=%s", name);
            toldAway = false;
        }
    }

    private boolean reached(Consumer<byte[], byte[]> reading, Map<TopicPartition, Long> ends) {
        // A topic that has been deleted in the meantime has no more events.
        Set<TopicPartition> assigned = reading.assignment();
        return ends.entrySet().stream()
                .filter(end -> assigned.contains(end.getKey()))
                .allMatch(end -> reading.position(end.getKey(), config.answer()) >= end.getValue());
    }

    /** Assigns all existing partitions. New ones start at the wanted time, known ones where they stopped. */
    private void assign(Consumer<byte[], byte[]> reading, Instant from) {
        Set<TopicPartition> all = reading.listTopics(config.answer()).entrySet().stream()
                .filter(topic -> topics.contains(topic.getKey()))
                .flatMap(topic -> topic.getValue().stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toSet());
        if (all.equals(reading.assignment())) {
            return;
        }
        boolean first = reading.assignment().isEmpty() && next.isEmpty() && !caughtUp;
        reading.assign(all);
        List<TopicPartition> unknown =
                all.stream().filter(partition -> !next.containsKey(partition)).toList();
        Map<TopicPartition, Long> times =
                unknown.stream().collect(Collectors.toMap(it -> it, it -> from.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found =
                unknown.isEmpty() ? Map.of() : reading.offsetsForTimes(times, config.answer());
        Map<TopicPartition, Long> ends = reading.endOffsets(all, config.answer());
        for (TopicPartition partition : all) {
            OffsetAndTimestamp at = found.get(partition);
            // A partition that was added while the reader runs is read from its first event.
            long begin = at != null ? at.offset() : first || !unknown.contains(partition) ? ends.get(partition) : 0;
            long position = next.computeIfAbsent(partition, ignored -> begin);
            reading.seek(partition, position);
        }
    }

    private void hear(ConsumerRecord<byte[], byte[]> event) {
        try {
            listener.heard(event);
        } catch (Exception | Error e) {
            leftOut.leftOut(event, e);
        }
    }

    private void pause() {
        try {
            if (!stopped) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    private static Consumer<byte[], byte[]> connect(Map<String, Object> kafka, Duration back, TopicSettings config) {
        Map<String, Object> settings = new HashMap<>(kafka);
        int answer = (int) config.answer().toMillis();
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, back.isZero() ? "latest" : "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, answer);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, answer);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
