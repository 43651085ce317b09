package dev.auspex.chassis.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Logs events that were left out: one line a minute for each topic and cause, with the number of those without a line.
 * Whoever can write to a topic could fill the log otherwise. Used on the reader's own thread only.
 */
final class LeftOutLog {

    static final Duration INTERVAL = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(TopicReader.class);

    private final String reader;
    private final LongSupplier nanos;
    private final Map<Kind, Count> counts = new HashMap<>();

    /**
     * @param reader for the log
     * @param nanos  a clock such as {@link System#nanoTime}
     */
    LeftOutLog(String reader, LongSupplier nanos) {
        this.reader = reader;
        this.nanos = nanos;
    }

    /** What shares a line. The text of a cause counts only where it is fixed: others may hold parts of the event. */
    private record Kind(String topic, String cause) {

        static Kind of(String topic, Throwable cause) {
            return new Kind(
                    topic,
                    cause instanceof UnsignedEventException
                            ? cause.getMessage()
                            : cause.getClass().getName());
        }
    }

    /** Events of one kind since its last line. */
    private static final class Count {

        private final long begunAt;
        private long events;

        Count(long begunAt) {
            this.begunAt = begunAt;
        }
    }

    /** Logs an event that was left out, or counts it where its kind had a line within the last minute. */
    void leftOut(ConsumerRecord<byte[], byte[]> event, Throwable cause) {
        long now = nanos.getAsLong();
        Kind kind = Kind.of(event.topic(), cause);
        Count count = counts.get(kind);
        if (count != null && !isOver(count, now)) {
            count.events++;
            return;
        }
        counts.put(kind, new Count(now));
        Logger.Level level = cause instanceof Error ? Logger.Level.ERROR : Logger.Level.WARN;
        LOG.logf(
                level,
                cause instanceof Error ? cause : null,
                "event left out reader=%s topic=%s partition=%d offset=%d cause=%s before=%d",
                reader,
                event.topic(),
                event.partition(),
                event.offset(),
                cause,
                count == null ? 0 : count.events);
    }

    /** Logs the counts whose minute is over. To be called every now and then. */
    void look() {
        if (counts.isEmpty()) {
            return;
        }
        long now = nanos.getAsLong();
        for (Iterator<Map.Entry<Kind, Count>> all = counts.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Kind, Count> each = all.next();
            long events = each.getValue().events;
            if (isOver(each.getValue(), now)) {
                if (events > 0) {
                    tell(each.getKey(), events);
                    each.setValue(new Count(now));
                } else {
                    all.remove();
                }
            }
        }
    }

    /** Logs the counts that are left, at the end. */
    void end() {
        counts.forEach((kind, count) -> {
            if (count.events > 0) {
                tell(kind, count.events);
            }
        });
        counts.clear();
    }

    private void tell(Kind kind, long events) {
        LOG.warnf("more events left out reader=%s topic=%s cause=%s events=%d", reader, kind.topic, kind.cause, events);
    }

    private static boolean isOver(Count count, long now) {
        return now - count.begunAt >= INTERVAL.toNanos();
    }
}
