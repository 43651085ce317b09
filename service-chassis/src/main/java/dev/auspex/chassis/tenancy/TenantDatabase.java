package dev.auspex.chassis.tenancy;

import java.util.UUID;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Runs work in a transaction that PostgreSQL's row-level security ties to one tenant. Policies compare
 * {@code tenant_id} with the setting {@code auspex.tenant}, which ends with the transaction.
 */
public class TenantDatabase {

    private static final String ALL = "*";

    private final Pool pool;

    public TenantDatabase(Pool pool) {
        this.pool = pool;
    }

    /**
     * Runs work in one tenant.
     *
     * @param tenant comes from the verified token
     */
    public <T> Uni<T> inTenant(UUID tenant, Function<SqlConnection, Uni<T>> work) {
        return scoped(tenant.toString(), work);
    }

    /** Runs the system's own work, which sees only tables whose policy admits {@code *}. */
    public <T> Uni<T> acrossTenants(Function<SqlConnection, Uni<T>> work) {
        return scoped(ALL, work);
    }

    private <T> Uni<T> scoped(String scope, Function<SqlConnection, Uni<T>> work) {
        return pool.withTransaction(connection -> connection
                .preparedQuery("SELECT set_config('auspex.tenant', $1, true)")
                .execute(Tuple.of(scope))
                .chain(() -> work.apply(connection)));
    }
}
