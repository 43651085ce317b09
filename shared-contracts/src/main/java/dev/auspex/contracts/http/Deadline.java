package dev.auspex.contracts.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The time after which a caller no longer waits for the response. {@link Headers#REQUEST_DEADLINE} carries the
 * remaining time from service to service, as {@code grpc-timeout} does in gRPC, so that the clocks of the machines do
 * not have to agree.
 *
 * @param atNanos the deadline on this machine's {@link System#nanoTime} scale
 */
public record Deadline(long atNanos) {

    public static Deadline in(Duration wait) {
        return new Deadline(System.nanoTime() + wait.toNanos());
    }

    /** Returns the remaining time; zero after the deadline. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
    }

    public boolean passed() {
        return atNanos - System.nanoTime() <= 0;
    }

    /** Returns the remaining time in whole milliseconds. */
    public String header() {
        return Long.toString(TimeUnit.NANOSECONDS.toMillis(Math.max(0, atNanos - System.nanoTime())));
    }
}
