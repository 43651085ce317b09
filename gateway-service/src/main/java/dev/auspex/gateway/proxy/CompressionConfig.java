package dev.auspex.gateway.proxy;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which answers of services the gateway compresses. */
@ConfigMapping(prefix = "auspex.compression")
public interface CompressionConfig {

    /** Whether answers are compressed at all. */
    @WithDefault("true")
    boolean enabled();

    /** Smallest length of an answer that is compressed. */
    @WithDefault("2K")
    MemorySize from();
}
