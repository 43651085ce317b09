package dev.auspex.gateway.limit;

import java.math.BigInteger;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TokenBucketTest {

    @Test
    void grantsTheBurstAtOnceAndThenTheRate() {
        // Given
        TokenBucket bucket = new TokenBucket(new Limit("x", 2, 3), 0);

        // When
        long[] left = {
            bucket.take(0), bucket.take(0), bucket.take(0), bucket.take(0), bucket.take(499_999), bucket.take(500_000)
        };

        // Then
        assertEquals(
                List.of(2_000_000L, 1_000_000L, 0L, -1L, -1L - 999_998L, 0L),
                java.util.Arrays.stream(left).boxed().toList());
    }

    @Test
    void doesNotOverflowAfterYears() {
        TokenBucket bucket = new TokenBucket(new Limit("x", 1_000_000, 1_000_000), 0);
        bucket.take(0);

        assertEquals(999_999L * TokenBucket.MICROS, bucket.take(Long.MAX_VALUE / 2));
    }

    @Test
    void ignoresClockThatStepsBack() {
        TokenBucket bucket = new TokenBucket(new Limit("x", 1, 1), 5_000_000);
        bucket.take(5_000_000);

        assertEquals(-1, bucket.take(1_000_000));
        assertEquals(-1, bucket.take(5_000_000));
        assertEquals(0, bucket.take(6_000_000));
    }

    /** In any time t from a full bucket, no more than burst + rate x t requests pass, and no request waits needlessly. */
    @Property
    void neverGrantsMoreThanBurstAndRateAllow(
            @ForAll @IntRange(min = 1, max = 100_000) int rate,
            @ForAll @IntRange(min = 1, max = 100) int burst,
            @ForAll @Size(max = 300) List<@LongRange(max = 200_000) Long> steps) {
        TokenBucket bucket = new TokenBucket(new Limit("x", rate, burst), 0);
        long now = 0;
        long granted = 0;
        for (long step : steps) {
            now += step;
            long left = bucket.take(now);
            if (left >= 0) {
                granted++;
            }
            BigInteger most = BigInteger.valueOf(burst)
                    .multiply(BigInteger.valueOf(TokenBucket.MICROS))
                    .add(BigInteger.valueOf(now).multiply(BigInteger.valueOf(rate)));
            assertTrue(BigInteger.valueOf(granted * TokenBucket.MICROS).compareTo(most) <= 0);
            assertTrue(left < burst * TokenBucket.MICROS);
            if (left < 0) {
                Decision refused = Decision.of(new Limit("x", rate, burst), "", left);
                long wait = refused.retryAfter().toNanos() / 1000;
                assertTrue(-1 - left + wait * rate >= TokenBucket.MICROS);
                assertTrue(-1 - left + (wait - 1) * rate < TokenBucket.MICROS);
            }
        }
    }
}
