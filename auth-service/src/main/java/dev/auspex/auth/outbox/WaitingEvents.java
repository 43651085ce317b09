package dev.auspex.auth.outbox;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.outbox.WaitingEvent;

/** Events waiting to be published. They are stored in the same transaction as the change that they describe. */
@ApplicationScoped
public class WaitingEvents {

    /** First half of the advisory lock's key, unique within this database; the second half is the topic. */
    private static final int LEADER_LOCK = 0x61757468;

    private final Map<String, Runnable> bells = new ConcurrentHashMap<>();
    private final Transactions transactions;
    private final UuidV7 ids;
    private final ObjectMapper json;

    WaitingEvents(Transactions transactions, UuidV7 ids, ObjectMapper json) {
        this.transactions = transactions;
        this.ids = ids;
        this.json = json;
    }

    /** Records an event, which is published after the caller's transaction commits. */
    public void add(Transaction transaction, String topic, UUID key, Object event) {
        transaction.update(
                "INSERT INTO outbox (event_id, topic, event_key, payload) VALUES ($1, $2, $3, $4)",
                ids.next(),
                topic,
                key.toString(),
                text(event));
        transaction.afterCommit(() -> bells.getOrDefault(topic, () -> {}).run());
    }

    /** Registers a callback that runs whenever events of a topic were committed here. */
    void onCommit(String topic, Runnable bell) {
        bells.put(topic, bell);
    }

    /**
     * Publishes the oldest events of a topic and deletes them in one transaction, unless another
     * replica is doing so. Blocks.
     *
     * @param publish returns once the events are safely published, or throws
     * @return the number of events
     */
    public int relay(String topic, int most, Consumer<List<WaitingEvent>> publish) {
        return transactions.blocking(Scope.system(), transaction -> {
            boolean leader = transaction
                    .first(
                            "SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS leader",
                            row -> row.getBoolean(0),
                            LEADER_LOCK,
                            topic)
                    .orElse(false);
            if (!leader) {
                return 0;
            }
            List<WaitingEvent> waiting = transaction.list(
                    "SELECT id, event_id, event_key, payload, created_at FROM outbox WHERE topic = $1 ORDER BY id LIMIT $2",
                    WaitingEvents::waiting,
                    topic,
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

    private String text(Object event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event cannot be written as JSON.", e);
        }
    }
}
