package dev.auspex.chassis.outbox;

import java.util.List;
import java.util.function.Consumer;

/** Events that wait in a service's database. */
@FunctionalInterface
public interface EventOutbox {

    /**
     * Publishes the oldest events and deletes them, in one transaction, where no other replica does so just now. Only for threads
     * that may block.
     *
     * @param most    most events at a time
     * @param publish returns when they are safe, or throws
     * @return how many there were
     */
    int relay(int most, Consumer<List<WaitingEvent>> publish);
}
