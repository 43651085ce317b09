package dev.auspex.monitoring.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.monitoring.ingest.ConsumerOffsets.Move;
import dev.auspex.monitoring.ingest.Delivery.Event;
import dev.auspex.monitoring.ingest.Delivery.Poison;
import dev.auspex.monitoring.statistics.Statistics;

/**
 * Transaction with all effects of a batch: the offsets, the event ids, the statistics and the dead letters. They happen
 * together or not at all, so each event counts once, whatever crashes and when.
 */
@ApplicationScoped
class FoldTransaction {

    private final TenantDatabase database;
    private final ConsumerOffsets offsets;
    private final ConsumedEvents events;
    private final Statistics statistics;
    private final DeadLetters deadLetters;

    FoldTransaction(
            TenantDatabase database,
            ConsumerOffsets offsets,
            ConsumedEvents events,
            Statistics statistics,
            DeadLetters deadLetters) {
        this.database = database;
        this.offsets = offsets;
        this.events = events;
        this.statistics = statistics;
        this.deadLetters = deadLetters;
    }

    /**
     * Applies a batch.
     *
     * @param moves offsets before and after the batch, for each of its partitions
     * @return ids of the events that counted; all others were duplicates
     * @throws PartitionFencedException (in the Uni) if another consumer has taken over a partition
     */
    Uni<Set<String>> apply(String topic, List<Delivery> batch, SortedMap<Integer, Move> moves) {
        Map<String, PredictionCompleted> byId = new LinkedHashMap<>();
        List<Poison> poison = new ArrayList<>();
        for (Delivery delivery : batch) {
            switch (delivery) {
                case Event event -> byId.putIfAbsent(event.eventId(), event.prediction());
                case Poison letter -> poison.add(letter);
            }
        }
        return database.acrossTenants(connection -> offsets.advance(connection, topic, moves)
                .chain(() -> events.remember(connection, byId.keySet()))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .call(fresh -> addFresh(connection, byId, fresh))
                .call(() -> deadLetters.put(connection, topic, poison)));
    }

    private Uni<Void> addFresh(SqlConnection connection, Map<String, PredictionCompleted> byId, Set<String> fresh) {
        byId.keySet().retainAll(fresh);
        return statistics.add(connection, byId.values());
    }
}
