package dev.auspex.monitoring.ingest;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How events are consumed. */
@ConfigMapping(prefix = "auspex.ingest")
public interface IngestConfig {

    /** Whether this replica consumes; without, it only answers. */
    @WithDefault("true")
    boolean enabled();

    /** Consumer group: replicas of one group share the partitions. The offsets are in the database, not in the group. */
    @WithDefault("auspex-monitoring")
    String group();

    /** Most events that are folded in one transaction. */
    @WithDefault("1000")
    int batch();

    /** How long events gather to be folded together, unless they come to 1 MiB before. */
    @WithDefault("250ms")
    Duration gather();

    /** Longest wait for events; also how fast a stop is noticed. */
    @WithDefault("500ms")
    Duration poll();

    /** Longest wait for a transaction; afterwards its batch is read again from the stored offsets. */
    @WithDefault("30s")
    Duration transaction();

    /** First pause after a failure; it doubles with each further one. */
    @WithDefault("200ms")
    Duration firstPause();

    /** Longest pause after a failure. */
    @WithDefault("5s")
    Duration longestPause();

    /** Time without a word from Kafka after which the health detail says that it is away. */
    @WithDefault("10s")
    Duration silence();

    /** Time after which Kafka gives a dead replica's partitions to others. */
    @WithDefault("10s")
    Duration session();

    /** Longest wait for the batch in hand when the service stops. */
    @WithDefault("10s")
    Duration drain();
}
