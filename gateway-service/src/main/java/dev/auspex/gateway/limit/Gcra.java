package dev.auspex.gateway.limit;

/**
 * The generic cell rate algorithm (ITU-T I.371, annex A), which is equivalent to a token bucket. A theoretical arrival
 * time moves ahead by {@code 1 / rate} seconds for each token taken, and may be ahead of the clock by no more than
 * {@code burst} tokens are worth. The time is kept in microseconds and {@code 1 / rate} fractions of a microsecond, so
 * nothing is rounded. {@code take.lua} does the same in Redis. Not thread-safe.
 */
public final class Gcra {

    /** Micro-tokens per token, and microseconds per second. */
    static final long MICROS = 1_000_000;

    /** Largest debt, in full bursts. It bounds how long a caller waits for what was charged afterwards. */
    static final long MOST_DEBT = 10;

    private long at = Long.MIN_VALUE;
    private long part;

    /**
     * Takes tokens.
     *
     * @param cost      tokens; a cost above the burst needs a full bucket and leaves a debt
     * @param nowMicros time in microseconds, from the same clock for each call
     * @return whether they were taken
     */
    public boolean take(Limit limit, long cost, long nowMicros) {
        long there = there(limit, nowMicros);
        if (there < Math.min(cost, limit.burst()) * MICROS) {
            return false;
        }
        move(limit, cost, nowMicros);
        return true;
    }

    /** Charges tokens that are owed, whether they are available or not. */
    public void charge(Limit limit, long cost, long nowMicros) {
        move(limit, cost, nowMicros);
    }

    /** Returns the micro-tokens available now; negative if there is a debt. */
    public long there(Limit limit, long nowMicros) {
        return limit.burst() * MICROS - used(limit, nowMicros);
    }

    private long used(Limit limit, long now) {
        if (at < now) {
            return 0;
        }
        long most = (1 + MOST_DEBT) * limit.burst() * MICROS;
        long ahead = at - now;
        // Compare before multiplying: a clock that steps back by years must not cause an overflow.
        return ahead > most / limit.rate() ? most : Math.min(most, ahead * limit.rate() + part);
    }

    private void move(Limit limit, long cost, long now) {
        int rate = limit.rate();
        long most = (1 + MOST_DEBT) * limit.burst() * MICROS;
        long used = Math.min(most, used(limit, now) + cost * MICROS);
        at = now + used / rate;
        part = used % rate;
    }
}
