package dev.auspex.chassis.outbox;

import java.time.Duration;

/** Retry back-off helpers. */
public final class Failures {

    private static final int MOST_DOUBLINGS = 10;

    private Failures() {}

    /**
     * Returns how long to pause after a failure. The pause doubles with each consecutive
     * failure, up to {@code longest}.
     *
     * @param failures number of consecutive failures, at least 1
     */
    public static Duration backoff(int failures, Duration first, Duration longest) {
        Duration wait = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /** Returns the root cause. */
    public static Throwable rootOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
