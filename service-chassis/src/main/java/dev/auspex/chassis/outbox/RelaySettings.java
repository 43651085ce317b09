package dev.auspex.chassis.outbox;

import java.time.Duration;

/**
 * How an outbox is relayed.
 *
 * @param batch          maximum number of events in one transaction
 * @param poll           longest pause between two polls of the outbox
 * @param delivery       longest wait until Kafka has stored a batch
 * @param longestBackoff longest pause between attempts while Kafka or the database is unreachable
 */
public record RelaySettings(int batch, Duration poll, Duration delivery, Duration longestBackoff) {}
