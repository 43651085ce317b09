package dev.auspex.auth.apikey;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long API keys live, and how many there may be. */
@ConfigMapping(prefix = "auspex.api-key")
public interface ApiKeyConfig {

    /** Life of a key whose end is not said. */
    @WithDefault("90d")
    Duration life();

    /** Longest life of a key. */
    @WithDefault("366d")
    Duration longest();

    /** Most living keys of one member in one tenant. */
    @WithDefault("50")
    int most();

    /** How exactly the last use is kept: within so long of one use another one is not written. */
    @WithDefault("1m")
    Duration lastUsedGrain();
}
