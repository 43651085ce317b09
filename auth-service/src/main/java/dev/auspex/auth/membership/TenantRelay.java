package dev.auspex.auth.membership;

import java.util.Map;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.auspex.auth.outbox.WaitingEvents;
import dev.auspex.auth.revocation.RevocationConfig;
import dev.auspex.chassis.outbox.EventStream;
import dev.auspex.chassis.outbox.OutboxRelay;
import dev.auspex.chassis.outbox.RelaySettings;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.contracts.event.Topics;

/** Publishes the changes of tenants that wait in the outbox. */
@ApplicationScoped
class TenantRelay {

    private final OutboxRelay relay;
    private final boolean kafka;

    TenantRelay(
            WaitingEvents events,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            RevocationConfig config) {
        this.kafka = config.kafka();
        this.relay = new OutboxRelay(
                "tenants",
                (most, publish) -> events.relay(Topics.TENANT_CHANGED, most, publish),
                kafka,
                new EventStream(Topics.TENANT_CHANGED, TenantChanged.TYPE, "/auth-service", "auth-tenants", true),
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
