package dev.auspex.monitoring.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** The consumer survives every failure that it knows; a thread that has ended all the same needs a restart. */
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
