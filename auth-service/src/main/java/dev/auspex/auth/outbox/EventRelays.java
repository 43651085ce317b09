package dev.auspex.auth.outbox;

import java.util.List;
import java.util.Map;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.auspex.chassis.outbox.EventStream;
import dev.auspex.chassis.outbox.OutboxRelay;
import dev.auspex.chassis.outbox.RelaySettings;
import dev.auspex.chassis.topic.EventSignature;
import dev.auspex.contracts.event.AccessRevoked;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.contracts.event.Topics;

/**
 * Publishes the events waiting in the outbox. Each topic has its own relay, so a failure of one topic
 * does not hold up another.
 */
@ApplicationScoped
class EventRelays {

    private static final String SOURCE = "/auth-service";

    private final List<OutboxRelay> relays;
    private final Retelling retelling;
    private final boolean kafka;

    EventRelays(
            WaitingEvents events,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            EventSignature signature,
            ToldTenants told,
            RelayConfig config) {
        RelaySettings settings =
                new RelaySettings(config.batch(), config.poll(), config.delivery(), config.longestBackoff());
        EventStream tenants =
                new EventStream(Topics.TENANT_CHANGED, TenantChanged.TYPE, SOURCE, "auth-tenants", true, signature);
        this.kafka = config.kafka();
        this.retelling = new Retelling(tenants, kafka, signature, told, settings);
        this.relays = List.of(
                relay(
                        "revocations",
                        new EventStream(
                                Topics.ACCESS_REVOKED, AccessRevoked.TYPE, SOURCE, "auth-outbox", false, signature),
                        events,
                        kafka,
                        settings),
                relay("tenants", tenants, events, kafka, settings));
    }

    private static OutboxRelay relay(
            String name, EventStream stream, WaitingEvents events, Map<String, Object> kafka, RelaySettings settings) {
        OutboxRelay relay = new OutboxRelay(
                name, (most, publish) -> events.relay(stream.topic(), most, publish), kafka, stream, settings);
        events.onCommit(stream.topic(), relay::ring);
        return relay;
    }

    void start(@Observes StartupEvent event) {
        if (kafka) {
            relays.forEach(OutboxRelay::start);
            retelling.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        retelling.stop();
        for (OutboxRelay relay : relays) {
            relay.stop();
        }
    }
}
