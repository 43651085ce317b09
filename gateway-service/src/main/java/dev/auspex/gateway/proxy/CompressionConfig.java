package dev.auspex.gateway.proxy;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which answers of services are compressed on their way. */
@ConfigMapping(prefix = "auspex.compression")
public interface CompressionConfig {

    /** Whether any are. */
    @WithDefault("true")
    boolean enabled();

    /** Length from which it pays. */
    @WithDefault("2K")
    MemorySize from();
}
