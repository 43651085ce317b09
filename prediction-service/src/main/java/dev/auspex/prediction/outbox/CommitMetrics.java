package dev.auspex.prediction.outbox;

import java.time.Duration;
import java.util.Collection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;

/** Metrics of the group commit. */
@ApplicationScoped
class CommitMetrics {

    private final MeterRegistry registry;
    private final DistributionSummary groupSize;
    private final Timer time;
    private final Counter refused;

    CommitMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.groupSize = DistributionSummary.builder("auspex.commit.group.size")
                .description("Predictions stored by one statement")
                .register(registry);
        this.time = Timer.builder("auspex.commit.time")
                .description("Time to store one group of predictions, including retries")
                .register(registry);
        this.refused = Counter.builder("auspex.commit.refused")
                .description("Predictions rejected with status 429 because the database queue was full")
                .register(registry);
    }

    void watch(Collection<?> queue) {
        Gauge.builder("auspex.commit.queue", queue, Collection::size)
                .description("Predictions waiting to be stored")
                .register(registry);
    }

    void group(int size, Duration took) {
        groupSize.record(size);
        time.record(took);
    }

    void refused() {
        refused.increment();
    }
}
