package dev.auspex.chassis.database;

import java.io.IOException;
import java.time.Duration;

import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/** Tells a database that is away or full from a fault of ours: the one is worth another try, the other is not. */
@IfBuildProperty(name = "quarkus.datasource.db-kind", stringValue = "postgresql")
@ApplicationScoped
public class DatabaseGuard {

    private static final Logger LOG = Logger.getLogger(DatabaseGuard.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final DatabaseConfig config;
    private final Turns reads;

    DatabaseGuard(DatabaseConfig config) {
        this.config = config;
        this.reads = new Turns(config.reads(), config.waitingReads());
    }

    /**
     * Guards work that needs the database.
     *
     * @return the work, which fails with {@link ProblemType#UNAVAILABLE} when the database is away, full, or silent for
     *     longer than {@link DatabaseConfig#answerTimeout()}
     */
    public <T> Uni<T> guard(Uni<T> work) {
        return work.ifNoItem()
                .after(config.answerTimeout())
                .fail()
                .onFailure(DatabaseGuard::isOutage)
                .transform(DatabaseGuard::unavailable);
    }

    /**
     * Guards a read besides which others write: readers, however many, leave the writers their connections.
     *
     * @return the work when its turn has come; fails like that of {@link #guard}, and with
     *     {@link ProblemType#OVERLOADED} when too many wait already
     */
    public <T> Uni<T> read(Uni<T> work) {
        return guard(reads.take(work));
    }

    private static ProblemException unavailable(Throwable outage) {
        LOG.warnf("database unavailable cause=%s", outage);
        return new ProblemException(
                ProblemType.UNAVAILABLE, "The database does not answer. Try again after a moment.", RETRY_AFTER);
    }

    /**
     * PostgreSQL's own answers come first, for they are {@link VertxException}s too. All others of these, and
     * {@link NoStackTraceThrowable}, are how the client fails what waits on a connection that is lost, or for one.
     */
    private static boolean isOutage(Throwable failure) {
        return switch (failure) {
            case PgException answer -> isOutage(answer.getSqlState());
            case VertxException closedOrFull -> true;
            case NoStackTraceThrowable closed -> true;
            case IOException refusedOrReset -> true;
            case TimeoutException late -> true;
            default -> false;
        };
    }

    /** Classes of SQLSTATE: 08 connection, 53 resources, 57 operator (shutdown, starting up, statement timeout). */
    private static boolean isOutage(String sqlState) {
        return sqlState != null
                && (sqlState.startsWith("08") || sqlState.startsWith("53") || sqlState.startsWith("57"));
    }
}
