package dev.auspex.gateway.key;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How API keys are exchanged for access tokens. */
@ConfigMapping(prefix = "auspex.key")
public interface KeyConfig {

    /** Maximum number of keys whose tokens are cached. */
    @WithDefault("20000")
    long most();

    /**
     * Remaining lifetime below which a token is exchanged again; it must be long enough for a request that starts now.
     */
    @WithDefault("30s")
    Duration spare();

    /** How long a refused key is refused again without asking the auth service. */
    @WithDefault("5s")
    Duration refusedFor();

    /** Maximum number of concurrent exchanges; further ones are answered with 503. */
    @WithDefault("64")
    int exchanges();

    /** Longest wait for an exchange. */
    @WithDefault("3s")
    Duration timeout();

    /** Limit class of exchanges by client address, so that guessing keys cannot keep the auth service busy. */
    @WithDefault("exchange")
    String limit();
}
