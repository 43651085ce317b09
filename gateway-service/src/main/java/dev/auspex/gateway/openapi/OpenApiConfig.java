package dev.auspex.gateway.openapi;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The merged API document. */
@ConfigMapping(prefix = "auspex.openapi")
public interface OpenApiConfig {

    /** Age after which the services are asked again while the last document is still returned. */
    @WithDefault("30s")
    Duration refresh();

    /**
     * Age after which the services are asked again while a service's document is missing; the
     * caller waits for the result.
     */
    @WithDefault("1s")
    Duration refreshIncomplete();
}
