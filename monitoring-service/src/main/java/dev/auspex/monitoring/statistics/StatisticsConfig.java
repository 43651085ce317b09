package dev.auspex.monitoring.statistics;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How statistics are stored and measured. */
@ConfigMapping(prefix = "auspex.statistics")
public interface StatisticsConfig {

    /**
     * Length of a window. A day must be a whole number of windows. Shorter windows are more exact and take more rows.
     */
    @WithDefault("1h")
    Duration window();

    /** Minimum number of values of a feature for measuring drift, at least 1. With fewer values the index is null. */
    @WithDefault("100")
    long psiMinimum();
}
