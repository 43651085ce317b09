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

    /** Fewest values of a feature that are measured for drift; with fewer the index is null. At least 1. */
    @WithDefault("100")
    long psiMinimum();
}
