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
 * Runs statements one after the other, as blocking code: nothing here is on the path of a prediction, and a transaction that
 * looks before it writes reads better so. Only for threads that may block.
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
     * @param tenant for whom row-level security lets it work; empty for the system's own work
     * @throws ProblemException UNAVAILABLE while the database is away; whatever the work throws ends the transaction without effect
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
                    ProblemType.UNAVAILABLE, "The database does not answer. Try again after a moment.", RETRY);
        }
    }

    /** Statements of one transaction. */
    static final class Statements {

        private final SqlConnection connection;
        private final Duration patience;

        Statements(SqlConnection connection, Duration patience) {
            this.connection = connection;
            this.patience = patience;
        }

        /** Rows of a query, each made into something. */
        <T> List<T> list(String sql, Function<Row, T> map, Object... parameters) {
            List<T> list = new ArrayList<>();
            execute(sql, parameters).forEach(row -> list.add(map.apply(row)));
            return list;
        }

        /** The first row of a query. */
        <T> Optional<T> first(String sql, Function<Row, T> map, Object... parameters) {
            List<T> list = list(sql, map, parameters);
            return list.isEmpty() ? Optional.empty() : Optional.of(list.getFirst());
        }

        /** Returns how many rows were changed. */
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
