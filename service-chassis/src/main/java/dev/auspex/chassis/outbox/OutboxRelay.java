package dev.auspex.chassis.outbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/**
 * Publishes the events that wait in an outbox, in order and at least once: they are deleted in the transaction in which Kafka
 * took them. One replica at a time does so. On a thread of its own, because Kafka's client blocks.
 */
public final class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);

    private final String name;
    private final EventOutbox outbox;
    private final EventPublisher publisher;
    private final RelaySettings settings;
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean stopped;
    private Thread thread;
    private int failures;

    /**
     * @param name  of its thread and in the log, such as {@code revocations}
     * @param kafka how Kafka is reached
     */
    public OutboxRelay(
            String name, EventOutbox outbox, Map<String, Object> kafka, EventStream stream, RelaySettings settings) {
        this.name = name;
        this.outbox = outbox;
        this.publisher = new EventPublisher(kafka, stream, settings.delivery());
        this.settings = settings;
    }

    /** Begins, until {@link #stop()}. */
    public void start() {
        thread = Thread.ofPlatform().name(name + "-relay").daemon().start(this::run);
    }

    /** Says that an event was committed, so that it need not wait for the next look. Rings that nobody has heard yet are one. */
    public void ring() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    /** Ends; what still waits is there at the next start. */
    public void stop() throws InterruptedException {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
            thread.join(settings.delivery().plusSeconds(1));
        }
        publisher.close();
    }

    private void run() {
        while (!stopped) {
            try {
                pause(step());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** A ring ends it, but for the pause after a failure: whatever is away would only be asked more often. */
    private void pause(Duration longest) throws InterruptedException {
        if (failures > 0) {
            Thread.sleep(longest);
        } else if (bell.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            bell.drainPermits();
        }
    }

    /** One batch; returns how long to pause after it. */
    private Duration step() {
        try {
            int published = outbox.relay(settings.batch(), publisher::publish);
            if (failures > 0) {
                LOG.infof("events go out again outbox=%s failures=%d", name, failures);
                failures = 0;
            }
            return published < settings.batch() ? settings.poll() : Duration.ZERO;
        } catch (RuntimeException | Error e) {
            // Nobody else would go on: whatever it is, the events still wait.
            if (failures++ == 0) {
                LOG.warnf("events wait in the outbox outbox=%s cause=%s", name, Failures.rootOf(e));
            }
            return Failures.backoff(failures, FIRST_BACKOFF, settings.longestBackoff());
        }
    }
}
