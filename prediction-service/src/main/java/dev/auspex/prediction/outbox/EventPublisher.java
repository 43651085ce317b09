package dev.auspex.prediction.outbox;

import java.util.List;

/** Publisher that delivers events to where consumers read them. */
interface EventPublisher extends AutoCloseable {

    /**
     * Publishes events in the given order and returns when all of them are stored there. Blocks.
     *
     * @throws PublishException if it is not certain that all of them are stored: publish them all again
     */
    void publish(List<StoredEvent> events) throws InterruptedException;

    @Override
    void close();
}
