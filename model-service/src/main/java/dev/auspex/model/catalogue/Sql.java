package dev.auspex.model.catalogue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.database.DatabaseConfig;
import dev.auspex.chassis.database.DatabaseGuard;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Runs statements one after the other as blocking code. No prediction depends on this path, and a transaction that
 * reads before it writes is easier to follow this way. For threads that may block only.
 */
@ApplicationScoped
class Sql {

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final TenantDatabase database;
    private final DatabaseGuard guard;
    private final DatabaseConfig config;
    private final Schema schema;

    Sql(TenantDatabase database, DatabaseGuard guard, DatabaseConfig config, Schema schema) {
        this.database = database;
        this.guard = guard;
        this.config = config;
        this.schema = schema;
    }

    /**
     * Runs work in one transaction.
     *
     * @param tenant tenant whose rows row-level security gives access to; empty for the system's own work
     * @throws ProblemException UNAVAILABLE while the database is out of reach; whatever the work throws rolls the
     *     transaction back
     */
    <T> T run(Optional<UUID> tenant, Function<Statements, T> work) {
        schema.ensure();
        Function<SqlConnection, Uni<T>> here = connection -> Uni.createFrom()
                .item(() -> work.apply(new Statements(connection, config.answerTimeout())))
                .runSubscriptionOn(command -> Thread.ofVirtual().name("sql").start(command));
        Uni<T> transaction =
                tenant.map(it -> database.inTenant(it, here)).orElseGet(() -> database.acrossTenants(here));
        try {
            return guard.guard(transaction)
                    .await()
                    .atMost(config.answerTimeout().multipliedBy(2));
        } catch (TimeoutException e) {
            throw new ProblemException(
                    ProblemType.UNAVAILABLE, "The database does not respond. Try again in a moment.", RETRY);
        }
    }

    /** The statements of one transaction. */
    static final class Statements {

        private final SqlConnection connection;
        private final Duration patience;

        Statements(SqlConnection connection, Duration patience) {
            this.connection = connection;
            this.patience = patience;
        }

        /** Returns the rows of a query, each mapped to a value. */
        <T> List<T> list(String sql, Function<Row, T> map, Object... parameters) {
            List<T> list = new ArrayList<>();
            execute(sql, parameters).forEach(row -> list.add(map.apply(row)));
            return list;
        }

        /** Returns the first row of a query, mapped to a value. */
        <T> Optional<T> first(String sql, Function<Row, T> map, Object... parameters) {
            List<T> list = list(sql, map, parameters);
            return list.isEmpty() ? Optional.empty() : Optional.of(list.getFirst());
        }

        /** Runs a statement and returns the number of rows it affected. */
        int update(String sql, Object... parameters) {
            return execute(sql, parameters).rowCount();
        }

        void batch(String sql, List<Tuple> rows) {
            if (!rows.isEmpty()) {
                connection.preparedQuery(sql).executeBatch(rows).await().atMost(patience);
            }
        }

        private RowSet<Row> execute(String sql, Object... parameters) {
            return connection
                    .preparedQuery(sql)
                    .execute(Tuple.from(parameters))
                    .await()
                    .atMost(patience);
        }
    }
}
