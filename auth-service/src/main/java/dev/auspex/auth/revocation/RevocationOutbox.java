package dev.auspex.auth.revocation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.outbox.WaitingEvent;
import dev.auspex.contracts.event.AccessRevoked;

/** Revocations that wait to be published. They are stored in the transaction that revokes. */
@ApplicationScoped
public class RevocationOutbox {

    /** Any number, as long as nothing else in this database takes a lock of the same one. */
    private static final long LEADER_LOCK = 0x6175746872766bL;

    private final Transactions transactions;
    private final UuidV7 ids;
    private final ObjectMapper json;

    RevocationOutbox(Transactions transactions, UuidV7 ids, ObjectMapper json) {
        this.transactions = transactions;
        this.ids = ids;
        this.json = json;
    }

    /** Tells that the tokens of a subject are void from now on, when the caller's transaction commits. */
    public void add(Transaction transaction, @Nullable UUID tenant, AccessRevoked.Subject subject, UUID subjectId) {
        AccessRevoked event =
                new AccessRevoked(tenant, subject, subjectId, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        transaction.update(
                "INSERT INTO outbox (event_id, event_key, payload) VALUES ($1, $2, $3)",
                ids.next(),
                subjectId.toString(),
                text(event));
    }

    /**
     * Publishes the oldest revocations and deletes them, in one transaction, where no other replica does so just now. Only for
     * threads that may block.
     *
     * @param publish returns when they are safe, or throws
     * @return how many there were
     */
    int relay(int most, Consumer<List<WaitingEvent>> publish) {
        return transactions.blocking(Scope.system(), transaction -> {
            boolean leader = transaction
                    .first("SELECT pg_try_advisory_xact_lock($1) AS leader", row -> row.getBoolean(0), LEADER_LOCK)
                    .orElse(false);
            if (!leader) {
                return 0;
            }
            List<WaitingEvent> waiting = transaction.list(
                    "SELECT id, event_id, event_key, payload, created_at FROM outbox ORDER BY id LIMIT $1",
                    RevocationOutbox::waiting,
                    most);
            if (!waiting.isEmpty()) {
                publish.accept(waiting);
                transaction.update("DELETE FROM outbox WHERE id = ANY ($1)", (Object)
                        waiting.stream().map(WaitingEvent::position).toArray(Long[]::new));
            }
            return waiting.size();
        });
    }

    private static WaitingEvent waiting(Row row) {
        return new WaitingEvent(
                row.getLong("id"),
                row.getUUID("event_id"),
                row.getString("event_key"),
                row.getString("payload"),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private String text(AccessRevoked event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event is always JSON", e);
        }
    }
}
