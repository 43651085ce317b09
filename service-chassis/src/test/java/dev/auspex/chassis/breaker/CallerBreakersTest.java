package dev.auspex.chassis.breaker;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CallerBreakersTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final CallerBreakers breakers =
            new CallerBreakers(new Breaker.Settings(20, 50, 10 * SECOND, 5 * SECOND), 3);

    private void fail(Object caller, int times) {
        for (int i = 0; i < times; i++) {
            breakers.failed(caller, 0);
        }
    }

    @Test
    void opensForWhoeverFailsAndForNobodyElse() {
        fail("a", 20);
        assertFalse(breakers.permits("a", 1));
        assertTrue(breakers.permits("b", 1));
        assertEquals(1, breakers.open());
        breakers.succeeded("a", 5 * SECOND);
        assertTrue(breakers.permits("a", 5 * SECOND + 1));
    }

    @Test
    void remembersNoMoreCallersThanItMayAndForgetsThoseThatAreWell() {
        // Given
        fail("a", 1);
        fail("b", 1);
        fail("c", 20);
        fail("d", 20);
        assertTrue(breakers.permits("d", 1));

        // When: what a and b did counts no more
        for (int i = 0; i < 20; i++) {
            breakers.failed("d", 20 * SECOND);
        }

        // Then
        assertFalse(breakers.permits("d", 20 * SECOND + 1));
        assertEquals(2, breakers.open());
    }
}
