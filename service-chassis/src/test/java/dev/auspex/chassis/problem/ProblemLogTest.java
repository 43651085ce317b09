package dev.auspex.chassis.problem;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.problem.ProblemType;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProblemLogTest {

    private static final Logger LOGGER = Logger.getLogger("dev.auspex.problem");

    private final List<LogRecord> lines = new CopyOnWriteArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final Handler handler = new Handler() {

        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void stop() {
        LOGGER.removeHandler(handler);
    }

    @Test
    void warnsOfEachFaultOfTheSuiteWhenItsProblemIsMade() {
        for (int i = 0; i < 100; i++) {
            Problems.of(ProblemType.UNAVAILABLE, "away", "/api/v1/models", List.of());
        }

        assertEquals(
                100,
                lines.stream()
                        .filter(line -> line.getLevel().intValue() >= Level.WARNING.intValue())
                        .count());
    }

    @Test
    void leavesOutWhatComesInAFlood() {
        // Given
        ProblemLog log = new ProblemLog(clock::get);
        long told = 0;

        // When
        for (int i = 0; i < 1_000; i++) {
            told += log.admit() >= 0 ? 1 : 0;
        }

        // Then
        assertEquals(ProblemLog.MOST_IN_A_SECOND, told);

        // When
        clock.addAndGet(1_000_000_000L);

        // Then: the next one says how many it was
        assertEquals(1_000 - ProblemLog.MOST_IN_A_SECOND, log.admit());
        assertEquals(0, log.admit());
    }

    @Test
    void writesNoLineThatACallerForged() {
        assertEquals("/a?b", ProblemLog.plain("/a\nb"));
        assertEquals("/a??b", ProblemLog.plain("/a\u2028\u00e9b"));
        assertEquals("-", ProblemLog.plain(null));
        assertTrue(ProblemLog.plain("/" + "a".repeat(5_000)).length() < 250);
    }
}
