package dev.auspex.model.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * Figures of one version. While a version is loaded anew, two openings of it share them: they are removed with the last one.
 */
final class VersionMeters {

    private static final Duration[] BUCKETS = {
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1)
    };

    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();
    private final Counter requests;
    private final Map<Failure, Counter> failures = new EnumMap<>(Failure.class);
    private final Timer queueWait;
    private final Timer compute;
    private final DistributionSummary batchSize;
    private final List<Supplier<Number>> depths = new CopyOnWriteArrayList<>();

    VersionMeters(MeterRegistry registry, String model, String version) {
        this.registry = registry;
        this.tags = Tags.of("model", model, "version", version);
        this.requests = kept(Counter.builder("auspex.inference.requests")
                .description("Requests, answered or not")
                .tags(tags)
                .register(registry));
        for (Failure failure : Failure.values()) {
            failures.put(
                    failure,
                    kept(Counter.builder("auspex.inference.errors")
                            .description("Requests without an answer, by cause")
                            .tags(tags)
                            .tag("cause", failure.name().toLowerCase(Locale.ROOT))
                            .register(registry)));
        }
        this.queueWait = kept(Timer.builder("auspex.inference.queue.wait")
                .description("Time of a request in the queue")
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
        this.compute = kept(Timer.builder("auspex.inference.compute")
                .description("Time of a run in the engine")
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
        this.batchSize = kept(DistributionSummary.builder("auspex.inference.batch.size")
                .description("Rows that ran together")
                .tags(tags)
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32)
                .register(registry));
        kept(Gauge.builder("auspex.inference.queue.depth", this, VersionMeters::depth)
                .description("Requests that wait")
                .tags(tags)
                .register(registry));
    }

    private double depth() {
        double sum = 0;
        for (Supplier<Number> depth : depths) {
            sum += depth.get().doubleValue();
        }
        return sum;
    }

    /** One more queue counts here. */
    void queueDepth(Supplier<Number> depth) {
        depths.add(depth);
    }

    void request() {
        requests.increment();
    }

    void failure(Failure failure) {
        failures.get(failure).increment();
    }

    void waited(long nanos) {
        queueWait.record(nanos, TimeUnit.NANOSECONDS);
    }

    void ran(long nanos) {
        compute.record(nanos, TimeUnit.NANOSECONDS);
    }

    void batch(int rows) {
        batchSize.record(rows);
    }

    /** One queue less counts here. */
    synchronized void remove(Supplier<Number> depth) {
        depths.remove(depth);
        if (depths.isEmpty()) {
            meters.forEach(registry::remove);
        }
    }

    /** Whether the last queue is gone, and its figures with it. */
    boolean removed() {
        return depths.isEmpty();
    }

    private <M extends Meter> M kept(M meter) {
        meters.add(meter);
        return meter;
    }

    /** Why a request got no answer. */
    enum Failure {
        /** The queue was full. */
        OVERLOADED,
        /** The deadline passed in the queue. */
        DEADLINE,
        /** The input is wrong. */
        INVALID,
        /** The engine failed. */
        ENGINE,
        /** The version closes. */
        CLOSING
    }
}
