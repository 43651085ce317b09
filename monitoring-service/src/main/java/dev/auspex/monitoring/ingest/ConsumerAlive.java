package dev.auspex.monitoring.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Liveness check of the consumer. It survives every known failure; if its thread ends anyway, a restart is needed.
 */
@Liveness
@ApplicationScoped
public class ConsumerAlive implements HealthCheck {

    private final Ingest ingest;

    ConsumerAlive(Ingest ingest) {
        this.ingest = ingest;
    }

    @Override
    public HealthCheckResponse call() {
        EventConsumer consumer = ingest.consumer();
        boolean alive = consumer == null || !consumer.hasEnded();
        return HealthCheckResponse.named("consumer").status(alive).build();
    }
}
