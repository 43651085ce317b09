package dev.auspex.auth.membership;

import java.util.stream.Collectors;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.auth.apikey.ApiKeys;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;

/** Removes API keys and invitations that ended long ago, batch by batch. Replicas may run it at the same time. */
@ApplicationScoped
class ClosedPurge {

    private static final Logger LOG = Logger.getLogger(ClosedPurge.class);

    /** Most rows of each kind in one transaction. */
    private static final int MOST = 1000;

    private final Transactions transactions;
    private final ApiKeys keys;
    private final Invitations invitations;
    private final MembershipConfig config;

    ClosedPurge(Transactions transactions, ApiKeys keys, Invitations invitations, MembershipConfig config) {
        this.transactions = transactions;
        this.keys = keys;
        this.invitations = invitations;
        this.config = config;
    }

    @Scheduled(
            identity = "closed-purge",
            every = "${auspex.session.purge-interval:1h}",
            delayed = "2m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> purge() {
        return transactions
                .run(
                        Scope.system(),
                        transaction -> keys.purge(transaction, config.keepClosed(), MOST)
                                + invitations.purge(transaction, config.keepClosed(), MOST))
                .repeat()
                .whilst(removed -> removed >= MOST)
                .collect()
                .with(Collectors.summingInt(Integer::intValue))
                .invoke(removed -> LOG.debugf("closed keys and invitations removed count=%d", removed))
                .replaceWithVoid();
    }
}
