package dev.auspex.prediction.outbox;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How events in the outbox get to Kafka. */
@ConfigMapping(prefix = "auspex.outbox")
public interface OutboxConfig {

    /** Whether this replica can relay events. At any time, only one such replica is the leader. */
    @WithDefault("true")
    boolean relay();

    /** Maximum number of events in one transaction of the relay. */
    @WithDefault("500")
    int batch();

    /** Pause after a batch, during which the next events gather. */
    @WithDefault("20ms")
    Duration linger();

    /** Longest wait for a signal before the relay checks the outbox anyway. */
    @WithDefault("1s")
    Duration poll();

    /** Longest pause between attempts while Kafka or the database is down. The first pause is a tenth of a second. */
    @WithDefault("5s")
    Duration longestBackoff();

    /** Longest wait until Kafka has stored a batch. The relay's transaction stays open for that time. */
    @WithDefault("5s")
    Duration delivery();

    /** Number of partitions of a topic that the service creates because it does not exist. */
    @WithDefault("6")
    int partitions();

    /** How often the size and age of the outbox are measured. */
    @WithDefault("5s")
    Duration measure();

    /** Size at which counting stops: a full outbox must not make its own measurement slow. */
    @WithDefault("1000000")
    int mostCounted();
}
