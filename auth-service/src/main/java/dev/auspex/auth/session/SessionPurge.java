package dev.auspex.auth.session;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Removes expired sessions from time to time. Replicas may do it at the same time; each removes what is left. */
@ApplicationScoped
class SessionPurge {

    private static final Logger LOG = Logger.getLogger(SessionPurge.class);

    private final SessionRepository sessions;

    SessionPurge(SessionRepository sessions) {
        this.sessions = sessions;
    }

    @Scheduled(
            identity = "session-purge",
            every = "${auspex.session.purge-interval:1h}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> purge() {
        return sessions.purge()
                .invoke(removed -> LOG.debugf("expired sessions and tokens removed count=%d", removed))
                .replaceWithVoid();
    }
}
