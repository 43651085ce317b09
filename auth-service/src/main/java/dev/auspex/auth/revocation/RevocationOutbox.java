package dev.auspex.auth.revocation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.outbox.WaitingEvents;
import dev.auspex.contracts.event.AccessRevoked;
import dev.auspex.contracts.event.Topics;

/** Revocations waiting to be published. They are stored in the transaction that revokes. */
@ApplicationScoped
public class RevocationOutbox {

    private final WaitingEvents events;

    RevocationOutbox(WaitingEvents events) {
        this.events = events;
    }

    /**
     * Records that the tokens of a subject are void from now on; this is published after the
     * caller's transaction commits.
     */
    public void add(Transaction transaction, @Nullable UUID tenant, AccessRevoked.Subject subject, UUID subjectId) {
        AccessRevoked event =
                new AccessRevoked(tenant, subject, subjectId, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        events.add(transaction, Topics.ACCESS_REVOKED, subjectId, event);
    }
}
