package dev.auspex.prediction.outbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Metrics of the outbox. A growing size or age means that Kafka does not accept events. */
@ApplicationScoped
class OutboxMetrics {

    private final AtomicReference<OutboxRepository.Size> size =
            new AtomicReference<>(new OutboxRepository.Size(0, Duration.ZERO));
    private final Counter published;
    private final Counter failures;

    OutboxMetrics(MeterRegistry registry) {
        Gauge.builder("auspex.outbox.pending", size, it -> it.get().pending())
                .description("Events waiting to be published to Kafka")
                .register(registry);
        Gauge.builder("auspex.outbox.age.seconds", size, it -> it.get().age().toMillis() / 1_000.0)
                .description("Age of the oldest event waiting to be published to Kafka")
                .register(registry);
        this.published = Counter.builder("auspex.outbox.published")
                .description("Events published to Kafka")
                .register(registry);
        this.failures = Counter.builder("auspex.outbox.failures")
                .description("Batches of events that failed and must be published again")
                .register(registry);
    }

    void size(OutboxRepository.Size measured) {
        size.set(measured);
    }

    void published(int events) {
        published.increment(events);
    }

    void failed() {
        failures.increment();
    }
}
