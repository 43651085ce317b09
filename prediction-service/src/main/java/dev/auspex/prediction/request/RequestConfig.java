package dev.auspex.prediction.request;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of one prediction. */
@ConfigMapping(prefix = "auspex.request")
public interface RequestConfig {

    /** Longest time for one prediction, and the deadline of a request that has none. */
    @WithDefault("5s")
    Duration deadline();

    /** Maximum number of cached input validators, one for each model version in use. */
    @WithDefault("500")
    int validators();
}
