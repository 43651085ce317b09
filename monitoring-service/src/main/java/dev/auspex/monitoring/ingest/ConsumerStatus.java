package dev.auspex.monitoring.ingest;

import java.time.Instant;
import java.util.Set;

import jakarta.annotation.Nullable;

/**
 * Status of a consumer, for health checks and for people.
 *
 * @param state      current state
 * @param cause      why it does not consume, or null
 * @param since      time at which the state began
 * @param partitions partitions that it owns
 */
record ConsumerStatus(State state, @Nullable String cause, Instant since, Set<Integer> partitions) {

    enum State {
        /** It waits for Kafka to assign its partitions. */
        JOINING,
        /** It consumes, or waits for events. */
        CONSUMING,
        /** Kafka does not respond. The consumer keeps trying. */
        KAFKA_AWAY,
        /** The database does not store the batch or return the offsets. The consumer keeps trying. */
        DATABASE_FAILING,
        /** It has ended. */
        STOPPED
    }

    static ConsumerStatus initial() {
        return new ConsumerStatus(State.JOINING, null, Instant.now(), Set.of());
    }

    /** Returns this status if state and partitions are unchanged, and otherwise the new one. */
    ConsumerStatus becomes(State next, @Nullable String why, Set<Integer> own) {
        if (next == state && own.equals(partitions)) {
            return this;
        }
        return new ConsumerStatus(next, why, next == state ? since : Instant.now(), own);
    }
}
