package dev.auspex.auth.revocation;

import java.util.Map;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.auspex.auth.outbox.WaitingEvents;
import dev.auspex.chassis.outbox.EventStream;
import dev.auspex.chassis.outbox.OutboxRelay;
import dev.auspex.chassis.outbox.RelaySettings;
import dev.auspex.contracts.event.AccessRevoked;
import dev.auspex.contracts.event.Topics;

/** Publishes the revocations that wait in the outbox. */
@ApplicationScoped
class RevocationRelay {

    private final OutboxRelay relay;
    private final boolean kafka;

    RevocationRelay(
            WaitingEvents events,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            RevocationConfig config) {
        this.kafka = config.kafka();
        this.relay = new OutboxRelay(
                "revocations",
                (most, publish) -> events.relay(Topics.ACCESS_REVOKED, most, publish),
                kafka,
                new EventStream(Topics.ACCESS_REVOKED, AccessRevoked.TYPE, "/auth-service", "auth-outbox"),
                new RelaySettings(config.batch(), config.poll(), config.delivery(), config.longestBackoff()));
    }

    void start(@Observes StartupEvent event) {
        if (kafka) {
            relay.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        relay.stop();
    }
}
