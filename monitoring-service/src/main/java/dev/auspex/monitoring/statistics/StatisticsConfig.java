package dev.auspex.monitoring.statistics;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How statistics are kept and measured. */
@ConfigMapping(prefix = "auspex.statistics")
public interface StatisticsConfig {

    /** Length of a window. A day is a whole number of windows. Shorter ones answer more exactly and take more rows. */
    @WithDefault("1h")
    Duration window();

    /** Fewest values of a feature that are measured for drift; with fewer the index is null. */
    @WithDefault("100")
    long psiMinimum();

    /** Least share of a bin in the population stability index, which has no value for empty bins. */
    @WithDefault("0.0001")
    double psiEpsilon();
}
