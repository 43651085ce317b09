package dev.auspex.chassis.topic;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LeftOutLogTest {

    private static final Exception UNSIGNED = new UnsignedEventException("the signature is missing");
    private static final Exception FORGED = new UnsignedEventException("the signature is not valid");

    private final Logger logger = Logger.getLogger(TopicReader.class.getName());
    private final Ear ear = new Ear();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final LeftOutLog log = new LeftOutLog("test", nanos::get);

    @BeforeEach
    void listen() {
        logger.addHandler(ear);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(ear);
    }

    private static final class Ear extends Handler {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            Object[] values = line.getParameters();
            lines.add(line.getLevel() + " "
                    + (values == null ? line.getMessage() : String.format(Locale.ROOT, line.getMessage(), values)));
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private void leftOut(String topic, int events, Throwable cause) {
        for (int i = 0; i < events; i++) {
            log.leftOut(new ConsumerRecord<>(topic, 0, i, new byte[0], new byte[0]), cause);
            log.look();
        }
    }

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
        log.look();
    }

    @Test
    void tellsOfAFloodOnceAMinuteAndCountsTheRest() {
        // When
        leftOut("a", 10_000, UNSIGNED);
        nanos.addAndGet(LeftOutLog.INTERVAL.toNanos());
        leftOut("a", 500, UNSIGNED);
        after(LeftOutLog.INTERVAL);

        // Then
        String event = "WARN event skipped reader=test topic=a partition=0 offset=0 cause=" + UNSIGNED + " before=";
        assertEquals(
                List.of(
                        event + 0,
                        event + 9_999,
                        "WARN more events skipped reader=test topic=a cause=" + UNSIGNED.getMessage() + " events=499"),
                ear.lines);
    }

    @Test
    void keepsTopicsAndCausesApart() {
        // When
        for (String topic : List.of("a", "b")) {
            leftOut(topic, 100, UNSIGNED);
            leftOut(topic, 100, FORGED);
            leftOut(topic, 100, new IllegalStateException());
        }

        // Then
        assertEquals(6, ear.lines.size(), ear.lines.toString());
        assertEquals(6, ear.lines.stream().distinct().count());
    }

    @Test
    void takesCausesForOneThatDifferInTheEventsTextAlone() {
        // When
        for (int i = 0; i < 100; i++) {
            leftOut("a", 1, new IOException("unexpected character at " + i));
        }

        // Then
        assertEquals(1, ear.lines.size(), ear.lines.toString());
    }

    @Test
    void tellsWhatIsLeftAtTheEnd() {
        // Given
        leftOut("a", 3, UNSIGNED);

        // When
        log.end();
        log.end();

        // Then
        assertEquals(2, ear.lines.size(), ear.lines.toString());
        assertTrue(ear.lines.getLast().endsWith("events=2"), ear.lines.toString());
    }

    @Test
    void saysNothingWhereNothingMoreCame() {
        // Given
        leftOut("a", 1, UNSIGNED);

        // When
        after(LeftOutLog.INTERVAL);
        after(LeftOutLog.INTERVAL);

        // Then: and the next one has a line of its own
        assertEquals(1, ear.lines.size(), ear.lines.toString());
        leftOut("a", 1, UNSIGNED);
        assertEquals(2, ear.lines.size(), ear.lines.toString());
    }

    @Test
    void tellsOfErrorsAsSuch() {
        leftOut("a", 5, new StackOverflowError());

        assertEquals(1, ear.lines.size(), ear.lines.toString());
        assertTrue(ear.lines.getFirst().startsWith("ERROR "), ear.lines.toString());
    }
}
