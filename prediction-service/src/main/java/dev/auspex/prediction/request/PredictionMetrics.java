package dev.auspex.prediction.request;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;

/** Counters of predictions by model, version and outcome. */
@ApplicationScoped
class PredictionMetrics {

    /** Tag for models and versions that do not exist. They share one series, so that no client can create new ones. */
    private static final String UNKNOWN = "unknown";

    private final MeterRegistry registry;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

    private record Key(String model, String version, String outcome) {}

    PredictionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void created(String model, String version) {
        count(model, version, "created");
    }

    void failed(String model, String version, Throwable cause) {
        count(model, version, outcome(cause));
    }

    void failedUnresolved(Throwable cause) {
        count(UNKNOWN, UNKNOWN, outcome(cause));
    }

    private static String outcome(Throwable cause) {
        if (!(cause instanceof ProblemException problem)) {
            return "failed";
        }
        return switch (problem.type()) {
            case INVALID_INPUT -> "invalid";
            case NOT_FOUND -> "not_found";
            case OVERLOADED -> "overloaded";
            case UNAVAILABLE -> "unavailable";
            case DEADLINE_EXCEEDED -> "deadline";
            case UNAUTHENTICATED, FORBIDDEN -> "refused";
            default -> "failed";
        };
    }

    private void count(String model, String version, String outcome) {
        counters.computeIfAbsent(new Key(model, version, outcome), this::counter)
                .increment();
    }

    private Counter counter(Key key) {
        return Counter.builder("auspex.predictions")
                .description("Prediction requests by outcome")
                .tag("model", key.model())
                .tag("version", key.version())
                .tag("outcome", key.outcome())
                .register(registry);
    }
}
