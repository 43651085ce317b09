package dev.auspex.auth.session;

import java.util.stream.Collectors;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Removes expired sessions periodically, batch by batch. Replicas may do so at the same time. */
@ApplicationScoped
class SessionPurge {

    private static final Logger LOG = Logger.getLogger(SessionPurge.class);

    private final SessionRepository sessions;
    private final SessionConfig config;

    SessionPurge(SessionRepository sessions, SessionConfig config) {
        this.sessions = sessions;
        this.config = config;
    }

    @Scheduled(
            identity = "session-purge",
            every = "${auspex.session.purge-interval:1h}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> purge() {
        return Uni.createFrom()
                .deferred(sessions::purge)
                .repeat()
                .whilst(removed -> removed >= config.purgeLimit())
                .collect()
                .with(Collectors.summingInt(Integer::intValue))
                .invoke(removed -> LOG.debugf("expired sessions and tokens removed count=%d", removed))
                .replaceWithVoid();
    }
}
