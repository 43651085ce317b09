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

/** Distinguishes an unreachable or overloaded database from a fault of our own. Only the former is worth a retry. */
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
     * @return the work, which fails with {@link ProblemType#UNAVAILABLE} if the database is unreachable, full, or
     *     silent for longer than {@link DatabaseConfig#answerTimeout()}
     */
    public <T> Uni<T> guard(Uni<T> work) {
        return work.ifNoItem()
                .after(config.answerTimeout())
                .fail()
                .onFailure(DatabaseGuard::isOutage)
                .transform(DatabaseGuard::unavailable);
    }

    /**
     * Guards a read and limits how many run at once, so that reads always leave connections for writes.
     *
     * @return the work, which starts when a slot is free; fails like that of {@link #guard}, and with
     *     {@link ProblemType#OVERLOADED} if too many reads are waiting
     */
    public <T> Uni<T> read(Uni<T> work) {
        return guard(reads.take(work));
    }

    private static ProblemException unavailable(Throwable outage) {
        LOG.warnf("database unavailable cause=%s", outage);
        return new ProblemException(
                ProblemType.UNAVAILABLE, "The database is not responding. Try again in 2 seconds.", RETRY_AFTER);
    }

    /**
     * Errors from PostgreSQL come first, because they are {@link VertxException}s too. With all other
     * {@link VertxException}s, and with {@link NoStackTraceThrowable}, the client fails whatever waits for a connection
     * or uses one that is lost.
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

    /**
     * Classes of SQLSTATE: 08 connection, 53 resources, 57 operator intervention (shutdown,
     * startup, statement timeout).
     */
    private static boolean isOutage(String sqlState) {
        return sqlState != null
                && (sqlState.startsWith("08") || sqlState.startsWith("53") || sqlState.startsWith("57"));
    }
}
