package dev.auspex.auth.outbox;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How revocations and changes of tenants get to Kafka. */
@ConfigMapping(prefix = "auspex.revocation")
public interface RelayConfig {

    /** Whether this replica publishes. Without it, revoked access tokens stay good until they expire, and
     * the other services do not hear of tenants. */
    @WithDefault("true")
    boolean kafka();

    /** Most events in one transaction of the relay. */
    @WithDefault("500")
    int batch();

    /** Longest pause without a look at the outbox. */
    @WithDefault("250ms")
    Duration poll();

    /** Longest wait until Kafka has a batch. */
    @WithDefault("3s")
    Duration delivery();

    /** Longest pause between attempts while Kafka or the database are away. */
    @WithDefault("2s")
    Duration longestBackoff();
}
