package dev.auspex.monitoring.retention;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long things are kept, and how they are pruned. */
@ConfigMapping(prefix = "auspex.retention")
public interface RetentionConfig {

    /** Age of an event's id; a second delivery after this time would be counted again. */
    @WithDefault("7d")
    Duration consumedEvents();

    /** Age of a window. At least the 744 hours that can be asked for. */
    @WithDefault("35d")
    Duration statistics();

    /** Age of a dead letter. */
    @WithDefault("30d")
    Duration deadLetters();

    /** Time between two rounds of pruning. */
    @WithDefault("10m")
    Duration every();

    /** Most rows that one transaction deletes from a table. */
    @WithDefault("5000")
    int step();

    /** Most transactions of one round for each kind of row; the rest waits for the next round. */
    @WithDefault("200")
    int mostSteps();
}
