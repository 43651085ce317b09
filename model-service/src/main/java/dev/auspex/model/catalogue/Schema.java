package dev.auspex.model.catalogue;

import java.time.Duration;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.registry.Sentence;

/** Migrates the database as soon as it is reachable, because this service starts without it. */
@ApplicationScoped
class Schema {

    private static final Logger LOG = Logger.getLogger(Schema.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Flyway flyway;
    private final AgroalDataSource owner;
    private boolean current;

    Schema(Flyway flyway, AgroalDataSource owner) {
        this.flyway = flyway;
        this.owner = owner;
    }

    /** Brings the tables to the state that this version of the service needs. */
    synchronized void ensure() {
        if (current) {
            return;
        }
        try {
            flyway.migrate();
            current = true;
        } catch (FlywayException e) {
            LOG.debugf(e, "database schema was not migrated");
            throw new ProblemException(
                    ProblemType.UNAVAILABLE,
                    "The database of the registry is not ready: " + Sentence.ended(lastLine(e.getMessage())),
                    RETRY);
        } finally {
            owner.flush(AgroalDataSource.FlushMode.IDLE);
        }
    }

    private static String lastLine(String message) {
        String[] lines = String.valueOf(message).strip().split("\n");
        return lines[0];
    }
}
