package dev.auspex.prediction.database;

import java.io.IOException;
import java.time.Duration;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/** Tells a database that is away or full from a fault of ours: the one is worth another try, the other is not. */
@ApplicationScoped
public class ReadGuard {

    private static final Logger LOG = Logger.getLogger(ReadGuard.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final DatabaseConfig config;

    ReadGuard(DatabaseConfig config) {
        this.config = config;
    }

    /** The same work, which fails with UNAVAILABLE when the database is away, full or silent for too long. */
    public <T> Uni<T> guard(Uni<T> work) {
        return work.ifNoItem()
                .after(config.readTimeout())
                .fail()
                .onFailure(ReadGuard::isOutage)
                .transform(ReadGuard::unavailable);
    }

    private static ProblemException unavailable(Throwable outage) {
        LOG.warnf("database unavailable cause=%s", outage);
        return new ProblemException(
                ProblemType.UNAVAILABLE, "The predictions cannot be read now; try again", RETRY_AFTER);
    }

    /** Classes of SQLSTATE: 08 connection, 53 resources, 57 operator (shutdown, starting up, statement timeout). */
    static boolean isOutage(Throwable cause) {
        return switch (cause) {
            case PgException answer ->
                answer.getSqlState() != null && answer.getSqlState().matches("(08|53|57).*");
            case IOException refused -> true;
            case VertxException closed -> true;
            case TimeoutException late -> true;
            default -> false;
        };
    }
}
