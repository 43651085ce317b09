package dev.auspex.gateway.limit;

/**
 * The generic cell rate algorithm (ITU-T I.371, annex A), which grants what a bucket of tokens grants: a theoretical arrival time
 * moves ahead by {@code 1 / rate} seconds for each token taken, and may be ahead of the clock by no more than {@code burst} tokens
 * are worth. The time is kept in microseconds and {@code 1 / rate} parts of one, so that there is nothing to round.
 * {@code take.lua} does the same in Redis. Not for several threads.
 */
public final class Gcra {

    /** Micro-tokens of a token, and microseconds of a second. */
    static final long MICROS = 1_000_000;

    /** What a debt may amount to, in full bursts: so long a caller waits at most for what was charged afterwards. */
    static final long MOST_DEBT = 10;

    private long at = Long.MIN_VALUE;
    private long part;

    /**
     * Takes tokens.
     *
     * @param cost      tokens; what costs more than the burst needs all of it and leaves a debt
     * @param nowMicros any clock in microseconds, the same for each call
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

    /** Takes tokens that are owed, whether they are there or not. */
    public void charge(Limit limit, long cost, long nowMicros) {
        move(limit, cost, nowMicros);
    }

    /** Micro-tokens that are there now; less than none where there is a debt. */
    public long there(Limit limit, long nowMicros) {
        return limit.burst() * MICROS - used(limit, nowMicros);
    }

    private long used(Limit limit, long now) {
        if (at < now) {
            return 0;
        }
        long most = (1 + MOST_DEBT) * limit.burst() * MICROS;
        long ahead = at - now;
        // Compared before it is multiplied: a clock that stepped back by years must not overflow.
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
