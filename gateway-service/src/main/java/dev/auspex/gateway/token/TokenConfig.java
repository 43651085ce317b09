package dev.auspex.gateway.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How access tokens are checked. */
@ConfigMapping(prefix = "auspex.token")
public interface TokenConfig {

    /** Limit class of tokens that are not good, by client address: 429 beyond it. Good ones take nothing of it. */
    @WithDefault("unauthenticated")
    String limit();
}
