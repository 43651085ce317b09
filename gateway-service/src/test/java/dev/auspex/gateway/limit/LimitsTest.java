package dev.auspex.gateway.limit;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LimitsTest {

    @Test
    void saysQuotaAndWindow() {
        assertEquals("\"standard\";q=200;w=2", new Limit("standard", 100, 200).policy());
        assertEquals("\"x\";q=1;w=1", new Limit("x", 100, 1).policy());
    }

    @Test
    void saysWhatIsLeft() {
        // Given
        Limit limit = new Limit("standard", 100, 200);

        // When
        Decision taken = Decision.of(limit, limit.policy(), 150_500_000);
        Decision refused = Decision.of(limit, limit.policy(), -1 - 400_000);

        // Then
        assertTrue(taken.allowed());
        assertEquals("\"standard\";r=150;t=1", taken.rateLimit());
        assertFalse(refused.allowed());
        assertEquals("\"standard\";r=0;t=2", refused.rateLimit());
        assertEquals(Duration.ofMillis(6), refused.retryAfter());
    }

    @Test
    void sharesButNeverGivesNothing() {
        assertEquals(new Limit("x", 50, 100), new Limit("x", 100, 200).share(0.5));
        assertEquals(new Limit("x", 1, 1), new Limit("x", 1, 1).share(0.5));
    }

    @Test
    void refusesLimitThatMakesNoSense() {
        assertThrows(IllegalArgumentException.class, () -> new Limit("x", 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Limit("x", 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Limit("x", 1, 2_000_000));
        assertThrows(IllegalArgumentException.class, () -> new Limit("x\"y", 1, 1));
    }

    @Test
    void keepsBoundedNumberOfBuckets() {
        // Given
        LocalBuckets buckets = new LocalBuckets(100);
        Limit limit = new Limit("x", 1, 2);

        // When
        for (int i = 0; i < 10_000; i++) {
            buckets.take(limit, "somebody" + i, 0);
            buckets.take(limit, "regular", 0);
        }

        // Then
        assertTrue(buckets.size() <= 201, buckets.size() + " buckets");
        assertEquals(-1, buckets.take(limit, "regular", 0));
    }
}
