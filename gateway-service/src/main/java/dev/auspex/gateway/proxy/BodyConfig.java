package dev.auspex.gateway.proxy;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How slowly a client may send. */
@ConfigMapping(prefix = "auspex.body")
public interface BodyConfig {

    /** Bytes of a body that must come in a second, on the average of each look, while nobody holds the client back. */
    @WithDefault("1K")
    MemorySize slowest();

    /** How often it is looked. */
    @WithDefault("5s")
    Duration look();
}
