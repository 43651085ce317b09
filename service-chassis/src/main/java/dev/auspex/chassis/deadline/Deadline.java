package dev.auspex.chassis.deadline;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * When nobody waits for an answer any more. What travels from service to service in {@link Headers#REQUEST_DEADLINE} is
 * the time that is left, as in gRPC's {@code grpc-timeout}: the machines' clocks need not agree.
 *
 * @param atNanos on this machine's {@link System#nanoTime} scale
 */
public record Deadline(long atNanos) {

    private static final int MOST_DIGITS = 9;

    public static Deadline in(Duration wait) {
        return new Deadline(System.nanoTime() + wait.toNanos());
    }

    /**
     * @param header  milliseconds left, or null
     * @param longest the deadline is never later than this from now
     * @throws ProblemException where the header is no such number
     */
    public static Deadline fromHeader(String header, Duration longest) {
        if (header == null) {
            return in(longest);
        }
        Duration asked = Duration.ofMillis(millis(header));
        return in(asked.compareTo(longest) < 0 ? asked : longest);
    }

    private static long millis(String header) {
        int length = header.length();
        long millis = 0;
        for (int i = 0; i < length; i++) {
            int digit = header.charAt(i) - '0';
            if (digit < 0 || digit > 9 || length > MOST_DIGITS) {
                throw malformed();
            }
            millis = millis * 10 + digit;
        }
        if (length == 0) {
            throw malformed();
        }
        return millis;
    }

    private static ProblemException malformed() {
        String message = Headers.REQUEST_DEADLINE + " is not a number of milliseconds such as 2500";
        return new ProblemException(
                ProblemType.INVALID_INPUT,
                message,
                List.of(new Violation("#" + Headers.REQUEST_DEADLINE, "format", message)));
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
