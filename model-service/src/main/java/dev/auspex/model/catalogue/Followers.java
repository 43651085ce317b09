package dev.auspex.model.catalogue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.event.ModelChanged;
import dev.auspex.contracts.event.ModelChanged.Change;
import dev.auspex.model.registry.RegistryConfig;

/**
 * Determines whether every replica follows a change. The replicas record their progress in the database; only those
 * that were seen recently count here.
 */
@ApplicationScoped
public class Followers {

    private static final Logger LOG = Logger.getLogger(Followers.class);
    private static final Duration FIRST_LOOK = Duration.ofMillis(4);
    private static final Duration LONGEST_LOOK = Duration.ofMillis(20);

    /**
     * Selects the replicas that do not follow the aliases of a revision yet, or have not loaded the version
     * of the change.
     */
    private static final String BEHIND = """
            SELECT r.followed >= $1 AS follows
              FROM replica r
             WHERE r.seen_at > $2
               AND (r.followed < $1
                    OR ($3 AND NOT EXISTS (
                        SELECT FROM replica_state s
                          JOIN version v ON v.id = s.version_id
                          JOIN version_wish w ON w.version_id = v.id
                         WHERE s.replica_id = r.id AND v.tenant_id IS NOT DISTINCT FROM $4 AND v.model = $5 AND v.version = $6
                           AND (s.state = 'READY' AND s.generation >= w.generation OR NOT w.loaded))))""";

    private final Sql sql;
    private final Catalogue catalogue;
    private final RegistryConfig config;
    private final Semaphore places;

    Followers(Sql sql, Catalogue catalogue, RegistryConfig config) {
        this.sql = sql;
        this.catalogue = catalogue;
        this.config = config;
        this.places = new Semaphore(config.mostFollowing());
    }

    /** How far the replicas are. */
    public enum Progress {
        /** Every replica that was heard of lately follows. */
        ALL,
        /** A replica has not looked yet; its own look at the registry will come. */
        LATER,
        /** The version is not loaded on every replica yet. */
        WHEN_READY
    }

    /**
     * Waits until every replica follows a change, and announces to the other services that it does.
     *
     * @return the progress after the longest wait, or at once if too many changes are waiting already
     */
    public Progress await(Catalogue.Told told) throws InterruptedException {
        if (!places.tryAcquire()) {
            return Progress.LATER;
        }
        try {
            Progress progress = progress(told);
            if (progress == Progress.ALL) {
                catalogue.tellFollowed(told.event());
            }
            return progress;
        } catch (ProblemException e) {
            // The change is committed already, so it must not fail here.
            LOG.warnf("replicas that follow a change could not be read cause=%s", e.getMessage());
            return Progress.LATER;
        } finally {
            places.release();
        }
    }

    private Progress progress(Catalogue.Told told) throws InterruptedException {
        long end = System.nanoTime() + config.follow().toNanos();
        Duration pause = FIRST_LOOK;
        while (true) {
            Progress now = look(told);
            if (now == Progress.ALL || System.nanoTime() - end >= 0) {
                return now;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_LOOK) < 0 ? pause.multipliedBy(2) : LONGEST_LOOK;
        }
    }

    private Progress look(Catalogue.Told told) {
        ModelChanged event = told.event();
        List<Boolean> behind = sql.run(
                Optional.empty(),
                statements -> statements.list(
                        BEHIND,
                        row -> row.getBoolean("follows"),
                        told.revision(),
                        Catalogue.now().minus(config.reconcile().multipliedBy(3)),
                        event.change() != Change.ALIAS_REMOVED,
                        event.tenantId(),
                        event.model(),
                        event.version()));
        if (behind.isEmpty()) {
            return Progress.ALL;
        }
        return behind.contains(false) ? Progress.LATER : Progress.WHEN_READY;
    }
}
