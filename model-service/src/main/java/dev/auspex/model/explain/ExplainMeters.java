package dev.auspex.model.explain;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import dev.auspex.contracts.model.ExplanationMethod;

/** The metrics of the explanations of one version. */
final class ExplainMeters {

    private static final String TIME = "auspex.explanations";
    private static final String WAIT = "auspex.explanations.queue.wait";
    private static final String ERRORS = "auspex.explanations.errors";

    private final MeterRegistry registry;
    private final Tags tags;
    private boolean removed;

    /** @param tenant owner of the version, or {@code shared} */
    ExplainMeters(MeterRegistry registry, String tenant, String model, String version) {
        this.registry = registry;
        this.tags = Tags.of("tenant", tenant, "model", model, "version", version);
    }

    synchronized void explained(ExplanationMethod method, long nanos) {
        if (removed) {
            return;
        }
        Timer.builder(TIME)
                .description("Time to explain one prediction, without time in the queue")
                .tags(tags)
                .tag("method", label(method))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    synchronized void waited(long nanos) {
        if (removed) {
            return;
        }
        Timer.builder(WAIT)
                .description("Time that explanations waited in the queue")
                .tags(tags)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    synchronized void failure(Failure failure) {
        if (removed) {
            return;
        }
        Counter.builder(ERRORS)
                .description("Explanations that failed, by cause")
                .tags(tags)
                .tag("cause", label(failure))
                .register(registry)
                .increment();
    }

    /** Removes the metrics of the version. Explanations that end later are not counted. */
    synchronized void remove() {
        removed = true;
        registry.find(TIME).tags(tags).meters().forEach(registry::remove);
        registry.find(WAIT).tags(tags).meters().forEach(registry::remove);
        registry.find(ERRORS).tags(tags).meters().forEach(registry::remove);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Why an explanation got no answer. */
    enum Failure {
        /** The queue was full. */
        OVERLOADED,
        /** The deadline passed. */
        DEADLINE,
        /** The request is wrong. */
        INVALID,
        /** There are no background rows, or wrong ones. */
        BACKGROUND,
        /** Base and contributions do not add up to the score. */
        ADDITIVITY,
        /** The engine failed. */
        ENGINE,
        /** The version closes. */
        CLOSING
    }
}
