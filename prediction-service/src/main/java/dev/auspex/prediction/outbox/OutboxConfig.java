package dev.auspex.prediction.outbox;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How waiting events get to Kafka. */
@ConfigMapping(prefix = "auspex.outbox")
public interface OutboxConfig {

    /** Whether this replica takes part in relaying. One of those that do is the leader at any time. */
    @WithDefault("true")
    boolean relay();

    /** Most events in one transaction of the relay. */
    @WithDefault("500")
    int batch();

    /** Pause after a batch, in which the next events gather. */
    @WithDefault("20ms")
    Duration linger();

    /** Longest pause without a look at the outbox. */
    @WithDefault("1s")
    Duration poll();

    /** Longest pause between attempts while Kafka or the database are away; the first is a tenth of a second. */
    @WithDefault("5s")
    Duration longestBackoff();

    /** Longest wait until Kafka has a batch. The relay's transaction stays open as long. */
    @WithDefault("5s")
    Duration delivery();

    /** Partitions of a topic that is made because it does not exist. */
    @WithDefault("6")
    int partitions();

    /** How often size and age of the outbox are measured. */
    @WithDefault("5s")
    Duration measure();

    /** Size at which counting stops: a full outbox must not make its own measurement slow. */
    @WithDefault("1000000")
    int mostCounted();
}
