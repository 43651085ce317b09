package dev.auspex.chassis.outbox;

import java.util.List;
import java.util.function.Consumer;

/** Events that wait in a service's database. */
@FunctionalInterface
public interface EventOutbox {

    /**
     * Publishes the oldest events and deletes them in one transaction, unless another replica is doing so. Call this
     * only on threads that may block.
     *
     * @param most    maximum number of events in one call
     * @param publish returns when the events are safe, or throws
     * @return the number of events published
     */
    int relay(int most, Consumer<List<WaitingEvent>> publish);
}
