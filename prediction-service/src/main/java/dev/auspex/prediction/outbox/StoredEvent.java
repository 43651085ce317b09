package dev.auspex.prediction.outbox;

import java.time.Instant;

/**
 * An event as it waits in the outbox.
 *
 * @param position  order of publication
 * @param event     the event
 * @param createdAt CloudEvents time
 */
record StoredEvent(long position, NewEvent event, Instant createdAt) {}
