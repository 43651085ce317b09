package dev.auspex.monitoring.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.TreeMap;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.event.PredictionCompleted;

/** Entry point for the features that write or prune statistics. */
@ApplicationScoped
public class Statistics {

    private final WindowStore store;
    private final TenantDatabase database;
    private final Duration window;

    Statistics(WindowStore store, TenantDatabase database, StatisticsConfig config) {
        this.store = store;
        this.database = database;
        this.window = config.window();
        if (window.toSeconds() < 1 || Duration.ofDays(1).toSeconds() % window.toSeconds() != 0) {
            throw new IllegalArgumentException(
                    "A day must be a whole number of windows, but auspex.statistics.window is " + window + ".");
        }
    }

    /**
     * Adds predictions to the stored statistics, in the caller's transaction, which spans all tenants. Folds on the
     * calling thread.
     */
    public Uni<Void> add(SqlConnection connection, Collection<PredictionCompleted> predictions) {
        TreeMap<VersionWindow, WindowSummary> folded = new TreeMap<>();
        for (PredictionCompleted prediction : predictions) {
            VersionWindow key = new VersionWindow(
                    prediction.tenantId(),
                    prediction.model(),
                    prediction.version(),
                    VersionWindow.startOf(prediction.createdAt(), window));
            folded.computeIfAbsent(key, absent -> new WindowSummary()).add(prediction);
        }
        return store.merge(connection, folded);
    }

    /**
     * Deletes windows that started before an instant, in its own transaction.
     *
     * @param most maximum number of rows to delete in each table
     * @return number of rows deleted
     */
    public Uni<Integer> prune(Instant before, int most) {
        return database.acrossTenants(connection -> store.prune(connection, before, most));
    }

    /**
     * Records that a tenant was deleted. {@link #pruneDeleted} then deletes its rows, including any that still arrive.
     */
    public Uni<Void> forget(UUID tenant) {
        return database.acrossTenants(connection -> store.forget(connection, tenant));
    }

    /**
     * Deletes rows of deleted tenants.
     *
     * @param most maximum number of rows to delete in each table
     * @return number of rows deleted
     */
    public Uni<Integer> pruneDeleted(int most) {
        return database.acrossTenants(connection -> store.pruneDeleted(connection, most));
    }
}
