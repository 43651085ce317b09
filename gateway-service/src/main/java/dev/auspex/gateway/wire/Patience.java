package dev.auspex.gateway.wire;

import java.time.Duration;

/**
 * How long a connection may be silent.
 *
 * @param silenceNanos   longest wait for the first byte
 * @param keepAliveNanos longest wait for the next request
 */
record Patience(long silenceNanos, long keepAliveNanos) {

    /** No limit other than the server's own timeout. */
    static final Patience ENDLESS = new Patience(0, 0);

    static Patience of(Duration silence, Duration keepAlive) {
        return new Patience(Math.max(1, silence.toNanos()), Math.max(1, keepAlive.toNanos()));
    }

    /** Returns whether there is a limit. */
    boolean ends() {
        return keepAliveNanos > 0;
    }
}
