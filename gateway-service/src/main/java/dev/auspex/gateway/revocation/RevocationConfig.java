package dev.auspex.gateway.revocation;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the gateway learns of revoked access. */
@ConfigMapping(prefix = "auspex.revocation")
public interface RevocationConfig {

    /**
     * Longest lifetime of an access token, with a margin. Events are read back this far at start, and
     * revocations are kept this long.
     */
    @WithDefault("15m")
    Duration tokenLife();

    /** Maximum number of revocations kept. */
    @WithDefault("200000")
    long most();

    /** How long the start waits for earlier events; after that, the gateway serves even without Kafka. */
    @WithDefault("10s")
    Duration startWait();
}
