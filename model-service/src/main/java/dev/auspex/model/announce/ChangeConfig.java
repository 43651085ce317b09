package dev.auspex.model.announce;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How changes of the registry get to Kafka and back to the replicas. */
@ConfigMapping(prefix = "auspex.changes")
public interface ChangeConfig {

    /** Whether this replica publishes and listens. Without it, replicas follow by their own look every few seconds. */
    @WithDefault("true")
    boolean kafka();

    /** Most events in one transaction of the relay. */
    @WithDefault("100")
    int batch();

    /** Longest pause without a look at the outbox. */
    @WithDefault("500ms")
    Duration poll();

    /** Longest wait until Kafka has a batch. */
    @WithDefault("3s")
    Duration delivery();

    /** Longest pause between attempts while Kafka or the database are away. */
    @WithDefault("5s")
    Duration longestBackoff();
}
