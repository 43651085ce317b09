package dev.auspex.prediction.request;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** One prediction's limits. */
@ConfigMapping(prefix = "auspex.request")
public interface RequestConfig {

    /** Longest time for one prediction, and the deadline where a request brings none of its own. */
    @WithDefault("5s")
    Duration deadline();

    /** Input validators that are kept, one for each model version in use. */
    @WithDefault("500")
    int validators();
}
