package dev.auspex.chassis.outbox;

import java.time.Instant;
import java.util.UUID;

/**
 * An event that was stored with what it tells of, and waits to be published.
 *
 * @param position place in the outbox; events go out in this order
 * @param id       CloudEvents {@code id}, the same however often it is published
 * @param key      Kafka key, and CloudEvents {@code subject}
 * @param payload  JSON
 * @param at       when it was stored
 */
public record WaitingEvent(long position, UUID id, String key, String payload, Instant at) {}
