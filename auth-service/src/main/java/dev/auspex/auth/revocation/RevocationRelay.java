package dev.auspex.auth.revocation;

import java.time.Duration;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Publishes the revocations that wait in the outbox, in order and at least once: they are deleted in the transaction in which Kafka
 * took them. One replica at a time does so. On a thread of its own, because Kafka's client blocks.
 */
@ApplicationScoped
class RevocationRelay {

    private static final Logger LOG = Logger.getLogger(RevocationRelay.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final int MOST_DOUBLINGS = 8;

    private final RevocationOutbox outbox;
    private final RevocationPublisher publisher;
    private final RevocationConfig config;
    private volatile boolean stopped;
    private Thread thread;
    private int failures;

    RevocationRelay(RevocationOutbox outbox, RevocationPublisher publisher, RevocationConfig config) {
        this.outbox = outbox;
        this.publisher = publisher;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.kafka()) {
            thread = Thread.ofPlatform().name("revocation-relay").daemon().start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
            thread.join(config.delivery().plusSeconds(1));
        }
        publisher.close();
    }

    private void run() {
        while (!stopped) {
            try {
                Thread.sleep(step());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** One batch; returns how long to pause after it. */
    private Duration step() {
        try {
            int published = outbox.relay(config.batch(), publisher::publish);
            if (failures > 0) {
                LOG.infof("revocations go out again failures=%d", failures);
                failures = 0;
            }
            return published < config.batch() ? config.poll() : Duration.ZERO;
        } catch (RuntimeException e) {
            if (failures++ == 0) {
                LOG.warnf("revocations wait in the outbox cause=%s", rootOf(e));
            }
            Duration wait = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
            return wait.compareTo(config.longestBackoff()) < 0 ? wait : config.longestBackoff();
        }
    }

    static Throwable rootOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
