package dev.auspex.chassis.outbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/**
 * Publishes the events that wait in an outbox, in order and at least once: the transaction that deletes them
 * commits only after Kafka has stored them. Only one replica relays at a time. Runs on its own thread, because
 * the Kafka client blocks.
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
     * @param name  name of the thread and in the log, such as {@code revocations}
     * @param kafka settings of the Kafka client
     */
    public OutboxRelay(
            String name, EventOutbox outbox, Map<String, Object> kafka, EventStream stream, RelaySettings settings) {
        this.name = name;
        this.outbox = outbox;
        this.publisher = new EventPublisher(kafka, stream, settings.delivery());
        this.settings = settings;
    }

    /** Starts the relay, which runs until {@link #stop()}. */
    public void start() {
        thread = Thread.ofPlatform().name(name + "-relay").daemon().start(this::run);
    }

    /**
     * Signals that an event was committed, so that it does not wait for the next poll. Signals that arrive before the
     * relay wakes up count as one.
     */
    public void ring() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    /** Stops the relay. Events that still wait are published after the next start. */
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

    /**
     * Pauses until a signal or the time limit. A signal does not shorten the pause after a failure: it would only make
     * the relay retry an unreachable server more often.
     */
    private void pause(Duration longest) throws InterruptedException {
        if (failures > 0) {
            Thread.sleep(longest);
        } else if (bell.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            bell.drainPermits();
        }
    }

    /** Relays one batch and returns how long to pause after it. */
    private Duration step() {
        try {
            int published = outbox.relay(settings.batch(), publisher::publish);
            if (failures > 0) {
                LOG.infof("outbox publishing resumed outbox=%s failures=%d", name, failures);
                failures = 0;
            }
            return published < settings.batch() ? settings.poll() : Duration.ZERO;
        } catch (RuntimeException | Error e) {
            // No other thread would continue. Whatever the failure is, the events still wait.
            if (failures++ == 0) {
                LOG.warnf("outbox publishing interrupted outbox=%s cause=%s", name, Failures.rootOf(e));
            }
            return Failures.backoff(failures, FIRST_BACKOFF, settings.longestBackoff());
        }
    }
}
