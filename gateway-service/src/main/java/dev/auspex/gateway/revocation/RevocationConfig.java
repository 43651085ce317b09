package dev.auspex.gateway.revocation;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How revoked access is heard of. */
@ConfigMapping(prefix = "auspex.revocation")
public interface RevocationConfig {

    /** Longest life of an access token with some to spare; so far back events are read at start, and so long they are kept. */
    @WithDefault("15m")
    Duration tokenLife();

    /** Revocations kept at most. */
    @WithDefault("200000")
    long most();

    /** How long a start waits for the events of the time before; without Kafka the gateway serves after that all the same. */
    @WithDefault("10s")
    Duration startWait();
}
