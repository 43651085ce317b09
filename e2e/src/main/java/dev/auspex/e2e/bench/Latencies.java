package dev.auspex.e2e.bench;

import java.time.Duration;
import java.util.Locale;

import org.HdrHistogram.Histogram;

/**
 * What one measurement gave.
 *
 * @param nanos    time of each good answer, in nanoseconds
 * @param failed   answers that were not good
 * @param duration how long it was measured
 */
record Latencies(Histogram nanos, long failed, Duration duration) {

    static final String HEADER = String.format(
            Locale.ROOT,
            "%-12s %-22s %12s %9s %9s %9s %8s",
            "connections",
            "what",
            "requests/s",
            "p50 us",
            "p95 us",
            "p99 us",
            "failed");

    String line(int connections, String what) {
        return String.format(
                Locale.ROOT,
                "%-12d %-22s %12.0f %9.0f %9.0f %9.0f %8d",
                connections,
                what,
                nanos.getTotalCount() / (duration.toNanos() / 1e9),
                micros(50),
                micros(95),
                micros(99),
                failed);
    }

    double micros(double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1000.0;
    }
}
