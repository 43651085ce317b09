package dev.auspex.prediction.model;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limit on the requests that unknown names may cause: a short burst, then one per interval. It is a token bucket, so
 * that one typing error does not delay a caller who asks for a model that was created a moment ago.
 */
final class Misses {

    private final int burst;
    private final long nanosForOne;
    private final LongSupplier clock;
    private double tokens;
    private long filledAt;

    /**
     * @param burst  number of requests allowed at once
     * @param refill time after which one more request is allowed
     * @param clock  time in nanoseconds, as {@link System#nanoTime} returns it
     */
    Misses(int burst, Duration refill, LongSupplier clock) {
        this.burst = burst;
        this.nanosForOne = Math.max(1, refill.toNanos());
        this.clock = clock;
        this.tokens = burst;
        this.filledAt = clock.getAsLong();
    }

    /** Takes a token and returns whether there was one, which allows one more request. */
    synchronized boolean take() {
        long now = clock.getAsLong();
        tokens = Math.min(burst, tokens + (double) (now - filledAt) / nanosForOne);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
