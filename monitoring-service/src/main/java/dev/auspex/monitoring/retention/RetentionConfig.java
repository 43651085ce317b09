package dev.auspex.monitoring.retention;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long data is kept, and how it is pruned. */
@ConfigMapping(prefix = "auspex.retention")
public interface RetentionConfig {

    /** Age at which an event's id is deleted. If the event is delivered again after that, it counts twice. */
    @WithDefault("7d")
    Duration consumedEvents();

    /** Age at which a window is deleted. At least the 744 hours that a request may ask for. */
    @WithDefault("35d")
    Duration statistics();

    /** Age at which a dead letter is deleted. */
    @WithDefault("30d")
    Duration deadLetters();

    /** Time between two rounds of pruning. */
    @WithDefault("10m")
    Duration every();

    /** Maximum number of rows that one transaction deletes from a table. */
    @WithDefault("5000")
    int step();

    /** Maximum number of transactions in one round for each kind of row. The rest waits for the next round. */
    @WithDefault("200")
    int mostSteps();
}
