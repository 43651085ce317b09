package dev.auspex.chassis.breaker;

/**
 * A circuit breaker on a sliding window of two halves: closed while a service answers, open when too large a share of its requests
 * failed, then half open, letting one request a second through until one succeeds. Times are nanoseconds of any clock.
 */
public final class Breaker {

    private static final long PROBE_NANOS = 1_000_000_000L;

    private final int leastRequests;
    private final int failurePercent;
    private final long halfNanos;
    private final long openNanos;
    private long halfStartedAt;
    private int requests;
    private int failures;
    private int earlierRequests;
    private int earlierFailures;
    private boolean open;
    private long probeAt;

    /**
     * When it opens, and for how long.
     *
     * @param leastRequests  requests in the window before anything is concluded
     * @param failurePercent percent of them that must have failed
     * @param windowNanos    the window
     * @param openNanos      how long it stays open before it lets a request through
     */
    public record Settings(int leastRequests, int failurePercent, long windowNanos, long openNanos) {}

    public Breaker(Settings settings, long now) {
        this.leastRequests = settings.leastRequests();
        this.failurePercent = settings.failurePercent();
        this.halfNanos = settings.windowNanos() / 2;
        this.openNanos = settings.openNanos();
        this.halfStartedAt = now;
    }

    /** Whether a request may be sent. */
    public synchronized boolean permits(long now) {
        if (!open) {
            return true;
        }
        if (now - probeAt < 0) {
            return false;
        }
        probeAt = now + PROBE_NANOS;
        return true;
    }

    public synchronized void succeeded(long now) {
        if (open) {
            open = false;
            clear(now);
        }
        turn(now);
        requests++;
    }

    public synchronized void failed(long now) {
        turn(now);
        requests++;
        failures++;
        int all = requests + earlierRequests;
        if (!open && all >= leastRequests && (failures + earlierFailures) * 100L >= (long) failurePercent * all) {
            open = true;
            probeAt = now + openNanos;
        }
    }

    public synchronized boolean isOpen() {
        return open;
    }

    /** Whether it is closed and nothing of its window counts any more. */
    synchronized boolean isForgotten(long now) {
        return !open && now - halfStartedAt >= 2 * halfNanos;
    }

    private void turn(long now) {
        long age = now - halfStartedAt;
        if (age >= 2 * halfNanos) {
            clear(now);
        } else if (age >= halfNanos) {
            earlierRequests = requests;
            earlierFailures = failures;
            requests = 0;
            failures = 0;
            halfStartedAt += halfNanos;
        }
    }

    private void clear(long now) {
        requests = 0;
        failures = 0;
        earlierRequests = 0;
        earlierFailures = 0;
        halfStartedAt = now;
    }
}
