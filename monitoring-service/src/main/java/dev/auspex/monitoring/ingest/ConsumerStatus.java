package dev.auspex.monitoring.ingest;

import java.time.Instant;
import java.util.Set;

import jakarta.annotation.Nullable;

/**
 * How a consumer is doing, for health checks and people.
 *
 * @param state      what it does now
 * @param cause      why it does not consume, or null
 * @param since      when the state began
 * @param partitions partitions that are its own
 */
record ConsumerStatus(State state, @Nullable String cause, Instant since, Set<Integer> partitions) {

    enum State {
        /** It asks Kafka for its partitions. */
        JOINING,
        /** It consumes, or would if there were events. */
        CONSUMING,
        /** Kafka does not answer; it tries again by itself. */
        KAFKA_AWAY,
        /** The database refuses the batch; it tries again by itself. */
        DATABASE_FAILING,
        /** It has ended. */
        STOPPED
    }

    static ConsumerStatus initial() {
        return new ConsumerStatus(State.JOINING, null, Instant.now(), Set.of());
    }

    /** This status where nothing has changed, otherwise the new one. */
    ConsumerStatus becomes(State next, @Nullable String why, Set<Integer> own) {
        if (next == state && own.equals(partitions)) {
            return this;
        }
        return new ConsumerStatus(next, why, next == state ? since : Instant.now(), own);
    }
}
