package dev.auspex.gateway.wire;

import java.time.Duration;

/**
 * How long a connection may be silent.
 *
 * @param silenceNanos   longest wait for the first byte
 * @param keepAliveNanos longest wait for the next request
 */
record Patience(long silenceNanos, long keepAliveNanos) {

    /** As long as the server's own timeout lets it. */
    static final Patience ENDLESS = new Patience(0, 0);

    static Patience of(Duration silence, Duration keepAlive) {
        return new Patience(Math.max(1, silence.toNanos()), Math.max(1, keepAlive.toNanos()));
    }

    /** Whether there is an end to it. */
    boolean ends() {
        return keepAliveNanos > 0;
    }
}
