package dev.auspex.model.announce;

import java.util.Map;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.auspex.chassis.outbox.EventStream;
import dev.auspex.chassis.outbox.OutboxRelay;
import dev.auspex.chassis.outbox.RelaySettings;
import dev.auspex.contracts.event.ModelChanged;
import dev.auspex.contracts.event.Topics;
import dev.auspex.model.catalogue.Outbox;
import dev.auspex.model.registry.ChangeBell;

/** Publishes the registry changes that wait in the outbox. */
@ApplicationScoped
class ChangeRelay {

    private final OutboxRelay relay;
    private final ChangeBell bell;
    private final boolean kafka;

    ChangeRelay(
            Outbox outbox,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ChangeConfig config,
            ChangeBell bell) {
        this.kafka = config.kafka();
        this.bell = bell;
        this.relay = new OutboxRelay(
                "changes",
                outbox::relay,
                kafka,
                new EventStream(Topics.MODEL_CHANGED, ModelChanged.TYPE, "/model-service", "model-outbox"),
                new RelaySettings(config.batch(), config.poll(), config.delivery(), config.longestBackoff()));
    }

    void start(@Observes StartupEvent event) {
        if (kafka) {
            relay.start();
            bell.onCommit(relay::ring);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        relay.stop();
    }
}
