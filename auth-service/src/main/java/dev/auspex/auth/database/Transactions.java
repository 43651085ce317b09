package dev.auspex.auth.database;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.chassis.database.DatabaseConfig;
import dev.auspex.chassis.database.DatabaseGuard;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Runs transactions as blocking code on virtual threads, because work that takes several steps under one lock, reading
 * before it writes, is easier to follow this way. A database outage becomes
 * {@link ProblemType#UNAVAILABLE}.
 */
@ApplicationScoped
public class Transactions {

    private static final Logger LOG = Logger.getLogger(Transactions.class);

    /** SQLSTATE of a foreign key violation. */
    private static final String FOREIGN_KEY = "23503";

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("transaction-", 0).factory());
    private final Pool pool;
    private final DatabaseGuard guard;
    private final Duration patience;

    Transactions(Pool pool, DatabaseGuard guard, DatabaseConfig config) {
        this.pool = pool;
        this.guard = guard;
        this.patience = config.answerTimeout();
    }

    @PreDestroy
    void close() {
        threads.close();
    }

    /** Runs work in a transaction: commits when the work returns and rolls back when it throws. */
    public <T> Uni<T> run(Scope scope, Function<Transaction, T> work) {
        return guard.guard(Uni.createFrom()
                .item(() -> blocking(scope, work))
                .runSubscriptionOn(threads)
                .onFailure(CompletionException.class)
                .transform(Throwable::getCause)
                .onFailure(Transactions::lacksWhatItRefersTo)
                .transform(Transactions::conflict));
    }

    /** Returns whether a row refers to another one that was deleted after the transaction saw it. */
    private static boolean lacksWhatItRefersTo(Throwable failure) {
        return failure instanceof PgException answer && FOREIGN_KEY.equals(answer.getSqlState());
    }

    private static ProblemException conflict(Throwable failure) {
        LOG.debugf("row deleted during transaction cause=%s", failure.getMessage());
        return new ProblemException(
                ProblemType.CONFLICT,
                "Another request has just deleted something that this request needs."
                        + " Load the data again before you retry.");
    }

    /** Runs work that has no result in a transaction. */
    public Uni<Void> does(Scope scope, Consumer<Transaction> work) {
        return run(scope, transaction -> {
            work.accept(transaction);
            return null;
        });
    }

    /** Runs work in a transaction on the caller's thread, which must be allowed to block. */
    public <T> T blocking(Scope scope, Function<Transaction, T> work) {
        SqlConnection connection = connection();
        try {
            var begun = connection.begin().await().atMost(patience);
            T result;
            Transaction transaction = new Transaction(connection, patience);
            try {
                transaction.enter(scope);
                result = work.apply(transaction);
            } catch (RuntimeException | Error e) {
                begun.rollback()
                        .onFailure()
                        .invoke(failure -> LOG.debugf("rollback failed cause=%s", failure))
                        .onFailure()
                        .recoverWithNull()
                        .await()
                        .atMost(patience);
                throw e;
            }
            begun.commit().await().atMost(patience);
            transaction.committed();
            return result;
        } finally {
            connection.closeAndForget();
        }
    }

    /** Returns a connection. One that arrives after the wait has ended is returned to the pool at once. */
    private SqlConnection connection() {
        CompletableFuture<SqlConnection> coming =
                pool.getConnection().subscribeAsCompletionStage().toCompletableFuture();
        try {
            return Uni.createFrom().completionStage(coming.copy()).await().atMost(patience);
        } catch (RuntimeException e) {
            coming.thenAccept(SqlConnection::closeAndForget);
            throw e;
        }
    }
}
