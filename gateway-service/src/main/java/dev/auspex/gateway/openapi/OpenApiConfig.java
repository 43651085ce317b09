package dev.auspex.gateway.openapi;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The merged API document. */
@ConfigMapping(prefix = "auspex.openapi")
public interface OpenApiConfig {

    /** Age from which the services are asked again, while the last document is still given. */
    @WithDefault("30s")
    Duration refresh();

    /** The same while a service's document is missing; then the asker waits for the new one. */
    @WithDefault("1s")
    Duration refreshIncomplete();
}
