package dev.auspex.model.announce;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How changes of the registry reach Kafka and, through it, the replicas. */
@ConfigMapping(prefix = "auspex.changes")
public interface ChangeConfig {

    /**
     * Whether this replica publishes and listens. Otherwise replicas follow only by reading the registry
     * every few seconds.
     */
    @WithDefault("true")
    boolean kafka();

    /** Most events in one transaction of the relay. */
    @WithDefault("100")
    int batch();

    /** Longest pause between two looks at the outbox. */
    @WithDefault("500ms")
    Duration poll();

    /** Longest wait until Kafka has accepted a batch. */
    @WithDefault("3s")
    Duration delivery();

    /** Longest pause between attempts while Kafka or the database is out of reach. */
    @WithDefault("5s")
    Duration longestBackoff();
}
