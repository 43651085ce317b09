package dev.auspex.monitoring.ingest;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How events are consumed. */
@ConfigMapping(prefix = "auspex.ingest")
public interface IngestConfig {

    /** Whether this replica consumes events. If false, it only answers requests. */
    @WithDefault("true")
    boolean enabled();

    /**
     * Consumer group. Replicas in one group share the partitions. The offsets are in the database, not in the group.
     */
    @WithDefault("auspex-monitoring")
    String group();

    /** Maximum number of events folded in one transaction. */
    @WithDefault("1000")
    int batch();

    /** How long events gather to be folded together, unless they reach 1 MiB first. */
    @WithDefault("250ms")
    Duration gather();

    /** Longest wait for events in one poll. */
    @WithDefault("500ms")
    Duration poll();

    /** Longest wait for a transaction. After it, the batch is read again from the stored offsets. */
    @WithDefault("30s")
    Duration transaction();

    /** First pause after a failure. It doubles with each further failure. */
    @WithDefault("200ms")
    Duration firstPause();

    /** Longest pause after a failure. */
    @WithDefault("5s")
    Duration longestPause();

    /** Time without a heartbeat after which the health data report that Kafka is down. */
    @WithDefault("10s")
    Duration silence();

    /** Time after which Kafka assigns the partitions of a dead replica to others. */
    @WithDefault("10s")
    Duration session();

    /** Longest wait for the current batch when the service stops. */
    @WithDefault("10s")
    Duration drain();
}
