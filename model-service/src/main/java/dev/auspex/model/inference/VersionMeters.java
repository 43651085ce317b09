package dev.auspex.model.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The metrics of one version. While a version is loaded again, its old and its new queue share them; they are removed
 * with the last queue.
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
    private final Counter cacheHits;
    private final Counter cacheMisses;
    private final VersionStatistics statistics = new VersionStatistics();
    private final List<Gauges> queues = new CopyOnWriteArrayList<>();

    /** @param tenant owner of the version, or {@code shared} */
    VersionMeters(MeterRegistry registry, String tenant, String model, String version) {
        this.registry = registry;
        this.tags = Tags.of("tenant", tenant, "model", model, "version", version);
        this.requests = kept(Counter.builder("auspex.inference.requests")
                .description("Requests, answered or not")
                .tags(tags)
                .register(registry));
        for (Failure failure : Failure.values()) {
            failures.put(
                    failure,
                    kept(Counter.builder("auspex.inference.errors")
                            .description("Requests that failed, by cause")
                            .tags(tags)
                            .tag("cause", failure.name().toLowerCase(Locale.ROOT))
                            .register(registry)));
        }
        this.queueWait = kept(Timer.builder("auspex.inference.queue.wait")
                .description("Time that requests waited in the queue")
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
        this.compute = kept(Timer.builder("auspex.inference.compute")
                .description("Time that runs took in the engine")
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
        this.batchSize = kept(DistributionSummary.builder("auspex.inference.batch.size")
                .description("Rows that ran together")
                .tags(tags)
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32)
                .register(registry));
        this.cacheHits = cache("hit");
        this.cacheMisses = cache("miss");
        kept(Gauge.builder("auspex.inference.queue.depth", this, it -> it.sum(Gauges::depth))
                .description("Requests in the queue")
                .tags(tags)
                .register(registry));
        kept(Gauge.builder("auspex.inference.buffers", this, it -> it.sum(Gauges::buffers))
                .description("Memory outside the heap for the inputs of a version")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry));
    }

    private Counter cache(String result) {
        return kept(Counter.builder("auspex.inference.cache.requests")
                .description("Requests that were looked up in the cache of answers")
                .tags(tags)
                .tag("result", result)
                .register(registry));
    }

    /**
     * What a queue tells of itself at any time.
     *
     * @param depth   requests that wait
     * @param buffers bytes that are held for inputs
     */
    record Gauges(Supplier<Number> depth, Supplier<Number> buffers) {}

    private double sum(Function<Gauges, Supplier<Number>> which) {
        double sum = 0;
        for (Gauges queue : queues) {
            sum += which.apply(queue).get().doubleValue();
        }
        return sum;
    }

    /** Adds a queue to those counted here. */
    void join(Gauges queue) {
        queues.add(queue);
    }

    void request() {
        requests.increment();
    }

    /** @param nanos time since the request came */
    void success(long nanos) {
        statistics.succeeded(nanos);
    }

    /** @param nanos time since the request came */
    void failure(Failure failure, long nanos) {
        failures.get(failure).increment();
        statistics.failed(nanos);
    }

    void waited(long nanos) {
        queueWait.record(nanos, TimeUnit.NANOSECONDS);
        statistics.waited(nanos);
    }

    /** Records one run, with the time of each of its three parts in nanoseconds. */
    void ran(int rows, long inputNanos, long inferNanos, long outputNanos) {
        compute.record(inputNanos + inferNanos + outputNanos, TimeUnit.NANOSECONDS);
        batchSize.record(rows);
        statistics.ran(rows, inputNanos, inferNanos, outputNanos);
    }

    void cacheHit(long nanos) {
        cacheHits.increment();
        statistics.hit(nanos);
    }

    void cacheMiss(long nanos) {
        cacheMisses.increment();
        statistics.missed(nanos);
    }

    Statistics statistics() {
        return statistics.now();
    }

    /** Removes a queue from those counted here, and the meters with the last one. */
    synchronized void leave(Gauges queue) {
        queues.remove(queue);
        if (queues.isEmpty()) {
            meters.forEach(registry::remove);
        }
    }

    /** Returns whether no queue is counted here, so that the meters are gone too. */
    boolean removed() {
        return queues.isEmpty();
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
        /** The process that runs a tenant's graphs was not there, or ended. */
        WORKER,
        /** The version closes. */
        CLOSING
    }
}
