package dev.auspex.monitoring.ingest;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.tenancy.TenantDatabase;

/** Ids of the events whose effects are stored. */
@ApplicationScoped
public class ConsumedEvents {

    // In order, so that two transactions with the same ids cannot deadlock.
    private static final String REMEMBER = "INSERT INTO consumed_event (event_id, consumed_at)"
            + " SELECT id, $2 FROM unnest($1::text[]) AS e(id) ORDER BY id COLLATE \"C\""
            + " ON CONFLICT DO NOTHING RETURNING event_id";

    private static final String PRUNE = "DELETE FROM consumed_event WHERE event_id = ANY (ARRAY("
            + "SELECT event_id FROM consumed_event WHERE consumed_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))";

    private final TenantDatabase database;

    ConsumedEvents(TenantDatabase database) {
        this.database = database;
    }

    /**
     * Records event ids in the caller's transaction. Waits for any open transaction that has recorded one of them.
     *
     * @return ids that were not recorded before
     */
    Uni<Set<String>> remember(SqlConnection connection, Collection<String> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        Tuple arguments = Tuple.tuple()
                .addArrayOfString(ids.toArray(String[]::new))
                .addOffsetDateTime(Instant.now().atOffset(ZoneOffset.UTC));
        return connection.preparedQuery(REMEMBER).execute(arguments).map(rows -> {
            Set<String> fresh = new HashSet<>();
            rows.forEach(row -> fresh.add(row.getString(0)));
            return fresh;
        });
    }

    /**
     * Deletes old ids in its own transaction.
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
