package dev.auspex.auth.outbox;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How revocations and tenant changes are published to Kafka. */
@ConfigMapping(prefix = "auspex.revocation")
public interface RelayConfig {

    /**
     * Whether this replica publishes events. Without it, revoked access tokens stay valid until they expire, and the
     * other services do not learn of tenant changes.
     */
    @WithDefault("true")
    boolean kafka();

    /** Maximum number of events in one transaction of the relay. */
    @WithDefault("500")
    int batch();

    /** Longest time between two checks of the outbox. */
    @WithDefault("250ms")
    Duration poll();

    /** Longest wait until Kafka has acknowledged a batch. */
    @WithDefault("3s")
    Duration delivery();

    /** Longest pause between attempts while Kafka or the database is unavailable. */
    @WithDefault("2s")
    Duration longestBackoff();
}
