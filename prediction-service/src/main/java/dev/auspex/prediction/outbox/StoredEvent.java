package dev.auspex.prediction.outbox;

import java.time.Instant;

/**
 * An event in the outbox.
 *
 * @param position  position in the order of publication
 * @param event     the event itself
 * @param createdAt CloudEvents time
 */
record StoredEvent(long position, NewEvent event, Instant createdAt) {}
