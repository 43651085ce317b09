package dev.auspex.model.cost;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** What answers cost against the limits of their callers. One token is the cost of any request. */
@ConfigMapping(prefix = "auspex.cost")
public interface CostConfig {

    /** Rows of a batch that cost one token. */
    @WithDefault("32")
    @Min(1)
    @Max(1000000)
    int rows();

    /** Computing time of an explanation that costs one token. */
    @WithDefault("10ms")
    Duration explaining();
}
