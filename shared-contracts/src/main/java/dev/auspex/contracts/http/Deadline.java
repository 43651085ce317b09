package dev.auspex.contracts.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When nobody waits for an answer any more. What travels from service to service in {@link Headers#REQUEST_DEADLINE} is
 * the time that is left, as in gRPC's {@code grpc-timeout}: the machines' clocks need not agree.
 *
 * @param atNanos on this machine's {@link System#nanoTime} scale
 */
public record Deadline(long atNanos) {

    public static Deadline in(Duration wait) {
        return new Deadline(System.nanoTime() + wait.toNanos());
    }

    /** Time left; zero once it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
    }

    public boolean passed() {
        return atNanos - System.nanoTime() <= 0;
    }

    /** The whole milliseconds that are left. */
    public String header() {
        return Long.toString(TimeUnit.NANOSECONDS.toMillis(Math.max(0, atNanos - System.nanoTime())));
    }
}
