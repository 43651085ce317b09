package dev.auspex.chassis.breaker;

/**
 * A circuit breaker over a sliding window of two halves. It is closed while the service answers and opens when too
 * large a share of requests fails. Once open for the configured time, it lets one request a second through until one
 * succeeds. Times are nanoseconds on any clock.
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
     * Configures when the breaker opens, and for how long.
     *
     * @param leastRequests  minimum number of requests in the window before the breaker can open
     * @param failurePercent share of failed requests, in percent, at which it opens
     * @param windowNanos    length of the window in nanoseconds
     * @param openNanos      time in nanoseconds that it stays open before it lets a request through
     */
    public record Settings(int leastRequests, int failurePercent, long windowNanos, long openNanos) {}

    public Breaker(Settings settings, long now) {
        this.leastRequests = settings.leastRequests();
        this.failurePercent = settings.failurePercent();
        this.halfNanos = settings.windowNanos() / 2;
        this.openNanos = settings.openNanos();
        this.halfStartedAt = now;
    }

    /**
     * Returns whether a request may be sent. While the breaker is open, a permitted request counts as
     * the probe of this second.
     */
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

    /** Returns whether the breaker is closed and every result in its window has expired. */
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
