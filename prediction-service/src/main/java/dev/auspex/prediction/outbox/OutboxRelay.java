package dev.auspex.prediction.outbox;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.chassis.outbox.Failures;
import dev.auspex.chassis.tenancy.TenantDatabase;

/**
 * Relay that publishes the events of the outbox in order, at least once. One transaction takes the leader lock, reads a
 * batch, publishes it and deletes it. If a step fails, the events stay in the outbox and are published again with the
 * same ids. The lock ends with the transaction, so a leader that dies leaves nothing behind.
 *
 * <p>Runs on its own thread, because the Kafka client blocks.
 */
@ApplicationScoped
class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration DATABASE = Duration.ofSeconds(5);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    /** After the group committer has written its last events. */
    private static final int STOP_PRIORITY = 200;

    private final TenantDatabase database;
    private final OutboxRepository outbox;
    private final EventPublisher publisher;
    private final OutboxBell bell;
    private final OutboxConfig config;
    private final OutboxMetrics metrics;
    private final ExecutorService transactions = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;
    private volatile Thread thread;
    private int failures;
    private int unmeasured;
    private long measuredNanos;

    OutboxRelay(
            TenantDatabase database,
            OutboxRepository outbox,
            EventPublisher publisher,
            OutboxBell bell,
            OutboxConfig config,
            OutboxMetrics metrics) {
        this.database = database;
        this.outbox = outbox;
        this.publisher = publisher;
        this.bell = bell;
        this.config = config;
        this.metrics = metrics;
        this.measuredNanos = System.nanoTime() - config.measure().toNanos();
    }

    void start(@Observes StartupEvent event) {
        if (config.relay()) {
            thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::run);
        }
    }

    void stop(@Observes @Priority(STOP_PRIORITY) ShutdownEvent event) throws InterruptedException {
        stopped = true;
        bell.ring();
        if (thread != null) {
            thread.join(config.delivery().plus(DATABASE));
        }
        publisher.close();
        transactions.close();
    }

    /** Returns whether the relay's thread runs, or is not supposed to. */
    boolean alive() {
        Thread running = thread;
        return running == null || running.isAlive() || stopped;
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

    /** Relays one batch and returns how long to pause after it. */
    Duration step() throws InterruptedException {
        try {
            measure();
            if (relayBatch() < config.batch()) {
                bell.await(config.poll());
            }
            if (failures > 0) {
                LOG.infof("outbox publishing resumed failures=%d", failures);
                failures = 0;
            }
            return config.linger();
        } catch (RuntimeException e) {
            metrics.failed();
            if (failures++ == 0) {
                LOG.warnf("outbox publishing failed cause=%s", Failures.rootOf(e));
            }
            return Failures.backoff(failures, FIRST_BACKOFF, config.longestBackoff());
        }
    }

    /** Measures the outbox when it is time. A failure neither stops the relay nor later measurements. */
    private void measure() {
        if (System.nanoTime() - measuredNanos < config.measure().toNanos()) {
            return;
        }
        try {
            metrics.size(outbox.size(config.mostCounted()).await().atMost(DATABASE));
            unmeasured = 0;
        } catch (RuntimeException e) {
            if (unmeasured++ == 0) {
                LOG.warnf("outbox measurement failed cause=%s", Failures.rootOf(e));
            }
        } finally {
            measuredNanos = System.nanoTime();
        }
    }

    /** Publishes one batch if this replica leads, and returns its size; 0 if another replica leads. */
    int relayBatch() {
        return database.acrossTenants(connection ->
                        Uni.createFrom().item(() -> relay(connection)).runSubscriptionOn(transactions))
                .await()
                .atMost(config.delivery().plus(DATABASE.multipliedBy(4)));
    }

    private int relay(SqlConnection connection) {
        if (!outbox.lead(connection).await().atMost(DATABASE)) {
            return 0;
        }
        List<StoredEvent> events =
                outbox.next(connection, config.batch()).await().atMost(DATABASE);
        if (events.isEmpty()) {
            return 0;
        }
        publish(events);
        outbox.delete(connection, events).await().atMost(DATABASE);
        metrics.published(events.size());
        return events.size();
    }

    private void publish(List<StoredEvent> events) {
        try {
            publisher.publish(events);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishException("The relay stopped while it was publishing.", e);
        }
    }
}
