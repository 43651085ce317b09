package dev.auspex.monitoring.ingest;

import java.util.TreeSet;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Status of consumption as health data. Always up, because stored statistics can be read without Kafka. */
@Readiness
@ApplicationScoped
public class ConsumptionHealth implements HealthCheck {

    private final Ingest ingest;

    ConsumptionHealth(Ingest ingest) {
        this.ingest = ingest;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("consumption").up();
        EventConsumer consumer = ingest.consumer();
        if (consumer == null) {
            return response.withData("state", "OFF").build();
        }
        ConsumerStatus status = consumer.status();
        response.withData("state", status.state().name())
                .withData("since", status.since().toString())
                .withData("partitions", new TreeSet<>(status.partitions()).toString());
        if (status.cause() != null) {
            response.withData("cause", status.cause());
        }
        return response.build();
    }
}
