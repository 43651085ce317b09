package dev.auspex.monitoring.ingest;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;

/** Metrics of the consumption. */
@ApplicationScoped
class IngestMetrics {

    private static final String EVENTS = "auspex.monitoring.events";

    private final MeterRegistry registry;
    private final Counter folded;
    private final Counter duplicates;
    private final Counter deadLetters;
    private final Counter failures;
    private final Timer fold;
    private final Map<Integer, Lag> lags = new ConcurrentHashMap<>();

    IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.folded = events("folded");
        this.duplicates = events("duplicate");
        this.deadLetters = events("dead_letter");
        this.failures = Counter.builder("auspex.monitoring.batch.failures")
                .description("Batches that were read again because their transaction failed")
                .register(registry);
        this.fold = Timer.builder("auspex.monitoring.fold")
                .description("Time to fold and commit one batch")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry);
    }

    private Counter events(String outcome) {
        return Counter.builder(EVENTS)
                .description("Events by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    void committed(int fresh, int known, int poison, Duration took) {
        folded.increment(fresh);
        duplicates.increment(known);
        deadLetters.increment(poison);
        fold.record(took);
    }

    void failed() {
        failures.increment();
    }

    /** Sets the number of events in a partition that are not read yet. */
    void lag(int partition, long events) {
        lags.computeIfAbsent(partition, this::newLag).events.set(events);
    }

    /** Removes the gauge of a partition that this replica no longer owns. */
    void forgetLag(int partition) {
        Lag lag = lags.remove(partition);
        if (lag != null) {
            registry.remove(lag.id);
        }
    }

    private Lag newLag(int partition) {
        AtomicLong events = new AtomicLong();
        Gauge gauge = Gauge.builder("auspex.monitoring.lag", events, AtomicLong::doubleValue)
                .description("Events in the partition that have not been read yet")
                .tag("partition", Integer.toString(partition))
                .register(registry);
        return new Lag(gauge.getId(), events);
    }

    private record Lag(Meter.Id id, AtomicLong events) {}
}
