package dev.auspex.monitoring.ingest;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.monitoring.ingest.Delivery.Poison;

/** Records that can never be folded, kept for people to investigate. */
@ApplicationScoped
public class DeadLetters {

    private static final String PUT = "INSERT INTO dead_letter"
            + " (topic, partition, record_offset, cause, headers, record_value, created_at)"
            + " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";

    private static final String PRUNE = "DELETE FROM dead_letter WHERE ctid = ANY (ARRAY("
            + "SELECT ctid FROM dead_letter WHERE created_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))";

    private final TenantDatabase database;

    DeadLetters(TenantDatabase database) {
        this.database = database;
    }

    /** Stores records in the caller's transaction. */
    Uni<Void> put(SqlConnection connection, String topic, Collection<Poison> letters) {
        if (letters.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        OffsetDateTime now = Instant.now().atOffset(ZoneOffset.UTC);
        List<Tuple> rows = letters.stream()
                .map(letter -> Tuple.tuple()
                        .addString(topic)
                        .addInteger(letter.partition())
                        .addLong(letter.offset())
                        .addString(letter.cause())
                        .addJsonObject(letter.raw().headers())
                        .addValue(letter.raw().value())
                        .addOffsetDateTime(now))
                .toList();
        return connection.preparedQuery(PUT).executeBatch(rows).replaceWithVoid();
    }

    /**
     * Deletes old dead letters in its own transaction.
     *
     * @param most maximum number of rows to delete
     * @return number of rows deleted
     */
    public Uni<Integer> prune(Instant before, int most) {
        return database.acrossTenants(connection -> connection
                .preparedQuery(PRUNE)
                .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), most))
                .map(rows -> rows.rowCount()));
    }
}
