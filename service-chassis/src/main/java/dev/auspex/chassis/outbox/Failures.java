package dev.auspex.chassis.outbox;

import java.time.Duration;

/** What those do who try the same again and again. */
public final class Failures {

    private static final int MOST_DOUBLINGS = 10;

    private Failures() {}

    /**
     * How long to pause after a failure: twice as long after each.
     *
     * @param failures one after another, at least 1
     */
    public static Duration backoff(int failures, Duration first, Duration longest) {
        Duration wait = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /** What began it. */
    public static Throwable rootOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
