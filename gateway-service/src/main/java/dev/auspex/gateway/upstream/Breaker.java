package dev.auspex.gateway.upstream;

/**
 * A circuit breaker on a sliding window of two halves: closed while a service answers, open when too large a share of its requests
 * failed, then half open, letting one request a second through until one succeeds. Times are nanoseconds of any clock.
 */
final class Breaker {

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

    Breaker(int leastRequests, int failurePercent, long windowNanos, long openNanos, long now) {
        this.leastRequests = leastRequests;
        this.failurePercent = failurePercent;
        this.halfNanos = windowNanos / 2;
        this.openNanos = openNanos;
        this.halfStartedAt = now;
    }

    /** Whether a request may be sent. */
    synchronized boolean permits(long now) {
        if (!open) {
            return true;
        }
        if (now - probeAt < 0) {
            return false;
        }
        probeAt = now + PROBE_NANOS;
        return true;
    }

    synchronized void succeeded(long now) {
        if (open) {
            open = false;
            clear(now);
        }
        turn(now);
        requests++;
    }

    synchronized void failed(long now) {
        turn(now);
        requests++;
        failures++;
        int all = requests + earlierRequests;
        if (!open && all >= leastRequests && (failures + earlierFailures) * 100L >= (long) failurePercent * all) {
            open = true;
            probeAt = now + openNanos;
        }
    }

    synchronized boolean isOpen() {
        return open;
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
