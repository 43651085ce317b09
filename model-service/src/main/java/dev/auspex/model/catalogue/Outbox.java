package dev.auspex.model.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.outbox.WaitingEvent;

/** The changes that wait to be published. */
@ApplicationScoped
public class Outbox {

    /** Key of the advisory lock. Any number will do, as long as nothing else in this database uses it. */
    private static final long LEADER_LOCK = 0x6d6f64656c6fL;

    private final Sql sql;

    Outbox(Sql sql) {
        this.sql = sql;
    }

    /**
     * Publishes the oldest changes and deletes them in one transaction, unless another replica is doing so.
     *
     * @param publish returns when they are safely published, or throws
     * @return the number of changes published
     */
    public int relay(int most, Consumer<List<WaitingEvent>> publish) {
        return sql.run(Optional.empty(), statements -> {
            boolean leader = statements
                    .first(
                            "SELECT pg_try_advisory_xact_lock($1) AS leader",
                            row -> row.getBoolean("leader"),
                            LEADER_LOCK)
                    .orElse(false);
            if (!leader) {
                return 0;
            }
            List<WaitingEvent> waiting = statements.list(
                    "SELECT id, event_id, event_key, payload, created_at FROM outbox ORDER BY id LIMIT $1",
                    row -> new WaitingEvent(
                            row.getLong("id"),
                            row.getUUID("event_id"),
                            row.getString("event_key"),
                            row.getString("payload"),
                            row.getOffsetDateTime("created_at").toInstant()),
                    most);
            if (!waiting.isEmpty()) {
                publish.accept(waiting);
                statements.update("DELETE FROM outbox WHERE id = ANY ($1)", (Object)
                        waiting.stream().map(WaitingEvent::position).toArray(Long[]::new));
            }
            return waiting.size();
        });
    }

    /** Returns the number of changes that wait. */
    public long size() {
        return sql.run(Optional.empty(), statements -> statements
                .first("SELECT count(*) AS count FROM outbox", row -> row.getLong("count"))
                .orElse(0L));
    }
}
