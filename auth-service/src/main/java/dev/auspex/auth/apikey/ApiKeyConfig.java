package dev.auspex.auth.apikey;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long API keys are valid, and how many there may be. */
@ConfigMapping(prefix = "auspex.api-key")
public interface ApiKeyConfig {

    /** Lifetime of a key that is created without an expiry time. */
    @WithDefault("90d")
    Duration life();

    /** Longest lifetime of a key. */
    @WithDefault("366d")
    Duration longest();

    /** Maximum number of valid keys of one member in one tenant. */
    @WithDefault("50")
    int most();

    /** Precision of the last use: another use within this time is not recorded. */
    @WithDefault("1m")
    Duration lastUsedGrain();
}
