package dev.auspex.prediction.outbox;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.tenancy.TenantDatabase;

/** The outbox table as the relay sees it, across all tenants. */
@ApplicationScoped
class OutboxRepository {

    /** Key of the leader lock. Any number works as long as nothing else in this database locks the same one. */
    private static final long LEADER_LOCK = 0x6f7574626f78L;

    // If a crash loses this commit, the events are published again, which is allowed. So the commit need not wait for
    // the disk. The table is nearly empty whenever PostgreSQL analyzes it, so a scan over all its dead rows looks
    // cheap. Only the index is fast.
    private static final String LEAD = """
            SELECT pg_try_advisory_xact_lock($1) AS leader, set_config('synchronous_commit', 'off', true) AS relaxed,
                   set_config('enable_seqscan', 'off', true) AS by_index""";
    private static final String NEXT = """
            SELECT id, event_id, topic, event_type, event_key, trace_parent, payload, created_at
              FROM outbox ORDER BY id LIMIT $1""";
    private static final String DELETE = "DELETE FROM outbox WHERE id = ANY ($1)";
    private static final String MEASURE = """
            SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT $1) AS counted) AS pending,
                   (SELECT created_at FROM outbox ORDER BY id LIMIT 1) AS oldest""";

    private final TenantDatabase database;

    OutboxRepository(TenantDatabase database) {
        this.database = database;
    }

    /** Number of events in the outbox, and the age of the oldest. */
    record Size(long pending, Duration age) {}

    Uni<Size> size(int mostCounted) {
        return database.acrossTenants(
                        connection -> connection.preparedQuery(MEASURE).execute(Tuple.of(mostCounted)))
                .map(rows -> size(rows.iterator().next()));
    }

    private static Size size(Row row) {
        OffsetDateTime oldest = row.getOffsetDateTime("oldest");
        Duration age = oldest == null ? Duration.ZERO : Duration.between(oldest.toInstant(), Instant.now());
        return new Size(row.getLong("pending"), age.isNegative() ? Duration.ZERO : age);
    }

    /** Tries to become the leader and returns whether it did. No other transaction can lead until this one ends. */
    Uni<Boolean> lead(SqlConnection connection) {
        return connection.preparedQuery(LEAD).execute(Tuple.of(LEADER_LOCK)).map(rows -> rows.iterator()
                .next()
                .getBoolean("leader"));
    }

    Uni<List<StoredEvent>> next(SqlConnection connection, int most) {
        return connection.preparedQuery(NEXT).execute(Tuple.of(most)).map(rows -> {
            List<StoredEvent> events = new ArrayList<>(rows.size());
            rows.forEach(row -> events.add(event(row)));
            return events;
        });
    }

    private static StoredEvent event(Row row) {
        NewEvent event = new NewEvent(
                row.getUUID("event_id"),
                row.getString("topic"),
                row.getString("event_type"),
                row.getString("event_key"),
                row.getString("trace_parent"),
                row.getString("payload"));
        return new StoredEvent(
                row.getLong("id"), event, row.getOffsetDateTime("created_at").toInstant());
    }

    Uni<Void> delete(SqlConnection connection, List<StoredEvent> events) {
        Long[] positions = events.stream().map(StoredEvent::position).toArray(Long[]::new);
        return connection
                .preparedQuery(DELETE)
                .execute(Tuple.tuple().addArrayOfLong(positions))
                .replaceWithVoid();
    }
}
