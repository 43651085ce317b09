package dev.auspex.prediction.tenant;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.event.TenantChanged;

/** Stored settings of tenants, and the deletion of their expired predictions. */
@ApplicationScoped
class TenantRepository {

    /** Key of the leader lock. Any number works as long as nothing else in this database locks the same one. */
    static final long LEADER_LOCK = 0x726574656e74L;

    private static final String STORE = """
            INSERT INTO tenant (id, revision, deleted, retention_days, log_inputs) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (id) DO UPDATE
               SET revision = EXCLUDED.revision, deleted = EXCLUDED.deleted, retention_days = EXCLUDED.retention_days,
                   log_inputs = EXCLUDED.log_inputs
             WHERE tenant.revision < EXCLUDED.revision AND NOT tenant.deleted""";

    private static final String STATE = "SELECT deleted, log_inputs FROM tenant WHERE id = $1";

    private static final String TENANTS = "SELECT tenants_with_predictions AS id FROM tenants_with_predictions($1, $2)";

    // If a crash loses this commit, the deletion is repeated. So the commit need not wait for the disk.
    private static final String LEAD = """
            SELECT pg_try_advisory_xact_lock($1) AS leader, set_config('synchronous_commit', 'off', true) AS relaxed""";

    private static final String DELETE = "SELECT delete_old_predictions($1, $2, $3) AS deleted";

    private final TenantDatabase database;

    TenantRepository(TenantDatabase database) {
        this.database = database;
    }

    /** State of a tenant after an event, and whether the event was news. */
    record State(boolean news, boolean deleted, boolean logInputs) {}

    /** Stores an event, unless a newer one is known or the tenant is already deleted. */
    Uni<State> store(TenantChanged event) {
        Tuple values = Tuple.of(
                event.tenantId(),
                event.revision(),
                event.deleted(),
                event.deleted() ? 1 : event.settings().retentionDays(),
                !event.deleted() && event.settings().logInputs());
        return database.acrossTenants(
                connection -> connection.preparedQuery(STORE).execute(values).chain(stored -> connection
                        .preparedQuery(STATE)
                        .execute(Tuple.of(event.tenantId()))
                        .map(rows -> rows.iterator().next())
                        .map(row -> new State(
                                stored.rowCount() == 1, row.getBoolean("deleted"), row.getBoolean("log_inputs")))));
    }

    /** Returns the tenants with predictions whose ids follow the given one, in the order of their ids. */
    Uni<List<UUID>> withPredictions(UUID after, int most) {
        return database.acrossTenants(connection -> connection
                .preparedQuery(TENANTS)
                .execute(Tuple.of(after, most))
                .map(rows -> {
                    List<UUID> tenants = new ArrayList<>();
                    rows.forEach(row -> tenants.add(row.getUUID("id")));
                    return tenants;
                }));
    }

    /** Deletes expired predictions of a tenant and returns their number, or -1 if another replica is deleting. */
    Uni<Integer> deleteOld(UUID tenant, int defaultDays, int most) {
        return database.acrossTenants(connection -> connection
                .preparedQuery(LEAD)
                .execute(Tuple.of(LEADER_LOCK))
                .chain(lead -> lead.iterator().next().getBoolean("leader")
                        ? connection
                                .preparedQuery(DELETE)
                                .execute(Tuple.of(tenant, defaultDays, most))
                                .map(rows -> rows.iterator().next().getInteger("deleted"))
                        : Uni.createFrom().item(-1)));
    }
}
