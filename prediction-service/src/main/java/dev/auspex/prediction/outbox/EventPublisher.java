package dev.auspex.prediction.outbox;

import java.util.List;

/** Takes events to where consumers read them. */
interface EventPublisher extends AutoCloseable {

    /**
     * Publishes in the order given and returns when all are safe there. Blocks.
     *
     * @throws PublishException where that is not certain of all of them: publish them again
     */
    void publish(List<StoredEvent> events) throws InterruptedException;

    @Override
    void close();
}
