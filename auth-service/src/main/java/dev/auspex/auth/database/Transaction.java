package dev.auspex.auth.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** An open transaction. Statements run one after the other; each waits for the one before. */
public final class Transaction {

    private final SqlConnection connection;
    private final Duration patience;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private Scope scope;

    Transaction(SqlConnection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /**
     * Runs a statement.
     *
     * @return the number of changed rows
     */
    public int update(String sql, Object... parameters) {
        return run(sql, parameters).rowCount();
    }

    /** Returns the first row, if there is one. */
    public <T> Optional<T> first(String sql, Function<Row, T> read, Object... parameters) {
        for (Row row : run(sql, parameters)) {
            return Optional.of(read.apply(row));
        }
        return Optional.empty();
    }

    /** Returns all rows. */
    public <T> List<T> list(String sql, Function<Row, T> read, Object... parameters) {
        List<T> all = new ArrayList<>();
        for (Row row : run(sql, parameters)) {
            all.add(read.apply(row));
        }
        return all;
    }

    /** Registers a step that runs after the commit, on the transaction's thread; it does not run after a rollback. */
    public void afterCommit(Runnable step) {
        afterCommit.add(step);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }

    /** Returns the scope whose rows are currently visible. */
    public Scope scope() {
        return scope;
    }

    /** Changes the scope from here on, until the transaction ends. */
    public void enter(Scope next) {
        run(
                "SELECT set_config('auspex.tenant', $1, true), set_config('auspex.account', $2, true)",
                next.tenant(),
                next.account());
        scope = next;
    }

    private RowSet<Row> run(String sql, Object... parameters) {
        return connection
                .preparedQuery(sql)
                .execute(Tuple.from(parameters))
                .await()
                .atMost(patience);
    }
}
