package dev.auspex.prediction.model;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often names that nobody knows may cause a question: a few at once, and then one in a while. A token bucket, so that whoever
 * asks for what was made a moment ago is not told to wait because of one typing error before.
 */
final class Misses {

    private final int burst;
    private final long nanosForOne;
    private final LongSupplier clock;
    private double tokens;
    private long filledAt;

    /**
     * @param burst  questions at once
     * @param refill time after which there may be one more
     * @param clock  nanoseconds, as of {@link System#nanoTime}
     */
    Misses(int burst, Duration refill, LongSupplier clock) {
        this.burst = burst;
        this.nanosForOne = Math.max(1, refill.toNanos());
        this.clock = clock;
        this.tokens = burst;
        this.filledAt = clock.getAsLong();
    }

    /** Whether one more may be asked. */
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
