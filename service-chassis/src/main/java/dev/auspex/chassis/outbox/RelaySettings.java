package dev.auspex.chassis.outbox;

import java.time.Duration;

/**
 * How an outbox is emptied.
 *
 * @param batch          most events in one transaction
 * @param poll           longest pause without a look at the outbox
 * @param delivery       longest wait until Kafka has a batch
 * @param longestBackoff longest pause between attempts while Kafka or the database are away
 */
public record RelaySettings(int batch, Duration poll, Duration delivery, Duration longestBackoff) {}
