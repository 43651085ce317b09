package dev.auspex.monitoring.reference;

import java.net.URI;
import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where reference profiles come from and how long they are cached. */
@ConfigMapping(prefix = "auspex.reference")
public interface ReferenceConfig {

    /** Address of the model service. */
    @WithDefault("http://localhost:8083")
    URI url();

    /** Longest wait for a profile. A request that needs one waits no longer than this. */
    @WithDefault("2s")
    Duration timeout();

    /** Age at which a profile is fetched again. */
    @WithDefault("10m")
    Duration refreshAfter();

    /** Pause before the next attempt after the model service did not answer or had no such profile. */
    @WithDefault("15s")
    Duration retryAfter();

    /** Maximum number of cached profiles. */
    @WithDefault("256")
    int mostProfiles();
}
