package dev.auspex.gateway.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How access tokens are checked. */
@ConfigMapping(prefix = "auspex.token")
public interface TokenConfig {

    /**
     * Limit class of invalid tokens, by client address; beyond it, they are answered with 429.
     * Valid tokens do not count.
     */
    @WithDefault("unauthenticated")
    String limit();
}
