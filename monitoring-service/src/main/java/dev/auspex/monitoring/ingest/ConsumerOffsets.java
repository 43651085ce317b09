package dev.auspex.monitoring.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.tenancy.TenantDatabase;

/** Consumed offset of each partition, stored in the same transaction as the effects of its events. */
@ApplicationScoped
class ConsumerOffsets {

    private static final String ENSURE = "INSERT INTO consumer_offset (topic, partition, next_offset)"
            + " SELECT $1, p, 0 FROM unnest($2::int[]) AS k(p) ORDER BY p ON CONFLICT DO NOTHING";

    private static final String LOAD =
            "SELECT partition, next_offset FROM consumer_offset WHERE topic = $1 AND partition = ANY ($2::int[])";

    private static final String ADVANCE = "UPDATE consumer_offset o SET next_offset = k.next, updated_at = now()"
            + " FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS k(partition, expected, next)"
            + " WHERE o.topic = $1 AND o.partition = k.partition AND o.next_offset = k.expected";

    /**
     * A change of a stored offset.
     *
     * @param expected offset that the consumer believes to be stored
     * @param next     offset to store
     */
    record Move(long expected, long next) {}

    private final TenantDatabase database;

    ConsumerOffsets(TenantDatabase database) {
        this.database = database;
    }

    /** Returns the stored offsets by partition. A partition that was never consumed starts at 0. */
    Uni<Map<Integer, Long>> load(String topic, Collection<Integer> partitions) {
        Tuple arguments = Tuple.tuple()
                .addString(topic)
                .addArrayOfInteger(partitions.stream().sorted().toArray(Integer[]::new));
        return database.acrossTenants(connection -> connection
                .preparedQuery(ENSURE)
                .execute(arguments)
                .chain(() -> connection.preparedQuery(LOAD).execute(arguments))
                .map(rows -> {
                    Map<Integer, Long> offsets = new HashMap<>();
                    rows.forEach(row -> offsets.put(row.getInteger(0), row.getLong(1)));
                    return offsets;
                }));
    }

    /**
     * Advances offsets in the caller's transaction and locks their rows until it ends. If two consumers both believe
     * that they own a partition, the second waits for the first and then finds that the stored offset is not the
     * expected one.
     *
     * @throws PartitionFencedException (in the Uni) if another consumer has advanced a partition
     */
    Uni<Void> advance(SqlConnection connection, String topic, SortedMap<Integer, Move> moves) {
        Tuple arguments = Tuple.tuple()
                .addString(topic)
                .addArrayOfInteger(moves.keySet().toArray(Integer[]::new))
                .addArrayOfLong(moves.values().stream().map(Move::expected).toArray(Long[]::new))
                .addArrayOfLong(moves.values().stream().map(Move::next).toArray(Long[]::new));
        return connection
                .preparedQuery(ADVANCE)
                .execute(arguments)
                .invoke(rows -> {
                    if (rows.rowCount() != moves.size()) {
                        throw new PartitionFencedException(topic);
                    }
                })
                .replaceWithVoid();
    }
}
