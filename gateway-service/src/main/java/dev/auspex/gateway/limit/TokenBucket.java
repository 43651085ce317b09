package dev.auspex.gateway.limit;

/**
 * A token bucket in whole micro-tokens and microseconds: {@code rate} tokens a second are {@code rate} micro-tokens a
 * microsecond, so that there is nothing to round. {@code take.lua} does the same in Redis. Not for several threads.
 */
public final class TokenBucket {

    /** Micro-tokens of a token, and microseconds of a second. */
    static final long MICROS = 1_000_000;

    private final int rate;
    private final long full;
    private long tokens;
    private long at;

    /**
     * A full bucket.
     *
     * @param nowMicros any clock in microseconds, the same as in {@link #take}
     */
    public TokenBucket(Limit limit, long nowMicros) {
        this.rate = limit.rate();
        this.full = limit.burst() * MICROS;
        this.tokens = full;
        this.at = nowMicros;
    }

    /** Takes a token: gives the micro-tokens that are left, or -1 - (micro-tokens there) where there was not a whole one. */
    public long take(long nowMicros) {
        long now = Math.max(at, nowMicros);
        long there = refilled(now - at);
        if (there < MICROS) {
            return -1 - there;
        }
        tokens = there - MICROS;
        at = now;
        return tokens;
    }

    private long refilled(long elapsedMicros) {
        long missing = full - tokens;
        // Compared before it is multiplied: years times a high rate do not fit.
        return elapsedMicros > missing / rate ? full : Math.min(full, tokens + elapsedMicros * rate);
    }
}
