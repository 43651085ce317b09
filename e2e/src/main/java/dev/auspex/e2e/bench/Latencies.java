package dev.auspex.e2e.bench;

import java.time.Duration;
import java.util.Locale;

import org.HdrHistogram.Histogram;

/**
 * The result of one measurement.
 *
 * @param nanos    response times of successful answers, in nanoseconds
 * @param failed   number of failed answers
 * @param duration duration of the measurement
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
