package dev.auspex.chassis.outbox;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FailuresTest {

    private static final Duration FIRST = Duration.ofMillis(100);

    @Test
    void findsWhatBeganAFailure() {
        Throwable root = new IllegalArgumentException("root");

        assertEquals(root, Failures.rootOf(new IllegalStateException(new RuntimeException(root))));
        assertEquals(root, Failures.rootOf(root));
    }

    @Test
    void pausesTwiceAsLongAfterEachFailureUpToTheLongest() {
        Duration longest = Duration.ofSeconds(2);

        assertEquals(FIRST, Failures.backoff(1, FIRST, longest));
        assertEquals(FIRST.multipliedBy(2), Failures.backoff(2, FIRST, longest));
        assertEquals(FIRST.multipliedBy(16), Failures.backoff(5, FIRST, longest));
        assertEquals(longest, Failures.backoff(6, FIRST, longest));
        assertEquals(longest, Failures.backoff(Integer.MAX_VALUE, FIRST, longest));
    }
}
