package dev.auspex.gateway.proxy;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Minimum speed at which a client must send. */
@ConfigMapping(prefix = "auspex.body")
public interface BodyConfig {

    /**
     * Bytes of a body that must arrive per second, averaged over one check interval, unless the gateway
     * itself holds the client back.
     */
    @WithDefault("1K")
    MemorySize slowest();

    /** How often the speed is checked. */
    @WithDefault("5s")
    Duration look();
}
