package dev.auspex.chassis.breaker;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BreakerTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Breaker breaker = new Breaker(new Breaker.Settings(20, 50, 10 * SECOND, 5 * SECOND), 0);

    private void fail(int times, long now) {
        for (int i = 0; i < times; i++) {
            breaker.failed(now);
        }
    }

    @Test
    void staysClosedUntilThereIsSomethingToConclude() {
        fail(19, 0);

        assertTrue(breaker.permits(0));
        breaker.failed(0);
        assertFalse(breaker.permits(0));
    }

    @Test
    void staysClosedWhileMostRequestsSucceed() {
        for (int i = 0; i < 1_000; i++) {
            breaker.succeeded(i * SECOND / 10);
            breaker.succeeded(i * SECOND / 10);
            breaker.failed(i * SECOND / 10);
        }

        assertTrue(breaker.permits(100 * SECOND));
    }

    @Test
    void forgetsFailuresOfLongAgo() {
        fail(19, 0);
        fail(19, 10 * SECOND);

        assertTrue(breaker.permits(10 * SECOND));
    }

    @Test
    void countsOverTheWindowAndNotByItsHalves() {
        fail(10, 4 * SECOND);
        fail(10, 6 * SECOND);

        assertFalse(breaker.permits(6 * SECOND));
    }

    @Test
    void letsOneASecondThroughAfterAWhileAndClosesWithTheFirstSuccess() {
        fail(20, 0);

        assertFalse(breaker.permits(5 * SECOND - 1));
        assertTrue(breaker.permits(5 * SECOND));
        assertFalse(breaker.permits(5 * SECOND + 1));
        breaker.failed(5 * SECOND + 2);
        assertTrue(breaker.permits(6 * SECOND));
        breaker.succeeded(6 * SECOND + 1);
        assertTrue(breaker.permits(6 * SECOND + 2));
        assertTrue(breaker.permits(6 * SECOND + 2));
        assertFalse(breaker.isOpen());
    }
}
