package dev.auspex.chassis.outbox;

import java.time.Instant;
import java.util.UUID;

/**
 * An event that was stored together with the change that it describes, and waits to be published.
 *
 * @param position place in the outbox; events are published in this order
 * @param id       CloudEvents {@code id}, the same each time the event is published
 * @param key      Kafka key, and CloudEvents {@code subject}
 * @param payload  JSON
 * @param at       time when the event was stored
 */
public record WaitingEvent(long position, UUID id, String key, String payload, Instant at) {}
