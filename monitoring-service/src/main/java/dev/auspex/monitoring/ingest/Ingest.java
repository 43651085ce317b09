package dev.auspex.monitoring.ingest;

import java.time.Duration;
import java.time.Instant;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.contracts.event.Topics;

/**
 * Consumption on this replica, from the start of the service to its end. The event type is registered because no REST
 * resource uses it.
 */
@ApplicationScoped
@RegisterForReflection(targets = PredictionCompleted.class)
public class Ingest {

    private static final Logger LOG = Logger.getLogger(Ingest.class);

    private final EventConsumers consumers;
    private final IngestConfig config;

    @Nullable
    private volatile EventConsumer consumer;

    Ingest(EventConsumers consumers, IngestConfig config) {
        this.consumers = consumers;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (!config.enabled()) {
            LOG.info("consumption disabled");
            return;
        }
        EventConsumer started = consumers.of(Topics.PREDICTION_COMPLETED, config.group());
        Thread.ofPlatform().name("prediction-consumer").daemon().start(started);
        consumer = started;
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        EventConsumer running = consumer;
        if (running == null) {
            return;
        }
        Instant begin = Instant.now();
        running.stop();
        boolean drained = running.awaitEnd(config.drain());
        LOG.infof("consumption stopped drained=%s took=%s", drained, Duration.between(begin, Instant.now()));
    }

    /** Returns the consumer, or null if consumption is off. */
    @Nullable
    EventConsumer consumer() {
        return consumer;
    }
}
