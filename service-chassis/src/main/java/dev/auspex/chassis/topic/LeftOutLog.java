package dev.auspex.chassis.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Logs skipped events: one line a minute for each topic and cause, with the number of events that got no line.
 * Otherwise anyone who can write to a topic could fill the log. Used only on the reader's own thread.
 */
final class LeftOutLog {

    static final Duration INTERVAL = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(TopicReader.class);

    private final String reader;
    private final LongSupplier nanos;
    private final Map<Kind, Count> counts = new HashMap<>();

    /**
     * @param reader name of the reader in the log
     * @param nanos  a clock such as {@link System#nanoTime}
     */
    LeftOutLog(String reader, LongSupplier nanos) {
        this.reader = reader;
        this.nanos = nanos;
    }

    /**
     * What shares a log line. The message of a cause counts only if it is fixed, because other messages may
     * contain parts of the event.
     */
    private record Kind(String topic, String cause) {

        static Kind of(String topic, Throwable cause) {
            return new Kind(
                    topic,
                    cause instanceof UnsignedEventException
                            ? cause.getMessage()
                            : cause.getClass().getName());
        }
    }

    /** Events of one kind since its last log line. */
    private static final class Count {

        private final long begunAt;
        private long events;

        Count(long begunAt) {
            this.begunAt = begunAt;
        }
    }

    /** Logs a skipped event, or counts it if its kind was logged within the last minute. */
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
                "event skipped reader=%s topic=%s partition=%d offset=%d cause=%s before=%d",
                reader,
                event.topic(),
                event.partition(),
                event.offset(),
                cause,
                count == null ? 0 : count.events);
    }

    /** Logs the counts whose minute is over. Call this regularly. */
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

    /** Logs the remaining counts when the reader stops. */
    void end() {
        counts.forEach((kind, count) -> {
            if (count.events > 0) {
                tell(kind, count.events);
            }
        });
        counts.clear();
    }

    private void tell(Kind kind, long events) {
        LOG.warnf("more events skipped reader=%s topic=%s cause=%s events=%d", reader, kind.topic, kind.cause, events);
    }

    private static boolean isOver(Count count, long now) {
        return now - count.begunAt >= INTERVAL.toNanos();
    }
}
