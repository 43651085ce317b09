package dev.auspex.prediction.tenant;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Deletion of predictions that are older than their tenant's retention period, and of all predictions of deleted
 * tenants. It runs in small transactions with pauses between them, so that commits are not held up. If several replicas
 * try at the same time, one deletes and the others try again later.
 */
@ApplicationScoped
class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final Duration DATABASE = Duration.ofSeconds(30);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
    private static final int TENANTS = 500;
    /**
     * Longest retention that a tenant may ask for, in days. Used for tenants whose settings may not have arrived yet.
     */
    private static final int LONGEST_DAYS = 3650;

    private static final UUID FIRST = new UUID(0, 0);

    private final TenantRepository tenants;
    private final RetentionConfig config;
    private final Counter deleted;
    private final Counter failed;
    private final AtomicLong finishedAt = new AtomicLong(System.nanoTime());
    private final Semaphore bell = new Semaphore(0);
    private volatile BooleanSupplier allHeard = () -> false;
    private volatile boolean stopped;
    private volatile Thread thread;

    Retention(TenantRepository tenants, RetentionConfig config, MeterRegistry metrics) {
        this.tenants = tenants;
        this.config = config;
        this.deleted = Counter.builder("auspex.retention.deleted")
                .description("Predictions deleted because they expired or their tenant was deleted")
                .register(metrics);
        this.failed = Counter.builder("auspex.retention.failures")
                .description("Deletion rounds that failed")
                .register(metrics);
        metrics.gauge(
                "auspex.retention.finished.age.seconds",
                finishedAt,
                at -> config.enabled() ? (System.nanoTime() - at.get()) / 1e9 : 0);
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            thread = Thread.ofPlatform().name("retention").daemon().start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            running.join(Duration.ofSeconds(5));
        }
    }

    /** Starts a round soon. */
    void wake() {
        bell.release();
    }

    /**
     * Sets how to find out whether the settings of all tenants have arrived. Until then, the default retention does not
     * apply, and tenants without known settings get the longest one.
     */
    void hearing(BooleanSupplier known) {
        allHeard = known;
    }

    boolean allHeard() {
        return allHeard.getAsBoolean();
    }

    private void run() {
        Duration wait = config.first();
        while (!stopped) {
            try {
                bell.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
                bell.drainPermits();
                wait = round() ? config.every() : shorter(config.every());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static Duration shorter(Duration wait) {
        return wait.compareTo(LONGEST_RETRY) < 0 ? wait : LONGEST_RETRY;
    }

    /** Goes through all tenants and returns whether it reached the end. Failures are tried again in the next round. */
    private boolean round() throws InterruptedException {
        try {
            long count = deleteOld();
            if (count >= 0) {
                finishedAt.set(System.nanoTime());
            }
            if (count > 0) {
                LOG.infof("expired predictions deleted count=%d", count);
            }
            return count >= 0;
        } catch (RuntimeException | Error e) {
            // No other thread would continue, and predictions must not be kept forever, so the loop survives.
            failed.increment();
            LOG.warnf("deletion of expired predictions failed cause=%s", e);
            return false;
        }
    }

    /** Deletes all expired predictions and returns their number, or -1 if another replica was deleting. */
    long deleteOld() throws InterruptedException {
        int defaultDays = allHeard() ? config.defaultDays() : Math.max(config.defaultDays(), LONGEST_DAYS);
        long count = 0;
        UUID after = FIRST;
        while (!stopped) {
            List<UUID> page = tenants.withPredictions(after, TENANTS).await().atMost(DATABASE);
            if (page.isEmpty()) {
                return count;
            }
            for (UUID tenant : page) {
                long ofTenant = deleteOld(tenant, defaultDays);
                if (ofTenant < 0) {
                    return -1;
                }
                count += ofTenant;
            }
            after = page.getLast();
        }
        return count;
    }

    private long deleteOld(UUID tenant, int defaultDays) throws InterruptedException {
        long count = 0;
        while (!stopped) {
            int batch = tenants.deleteOld(tenant, defaultDays, config.batch())
                    .await()
                    .atMost(DATABASE);
            if (batch < 0) {
                return -1;
            }
            count += batch;
            deleted.increment(batch);
            if (batch < config.batch()) {
                return count;
            }
            Thread.sleep(config.pause());
        }
        return count;
    }
}
