package dev.auspex.model.registry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Wakes the threads of this replica that follow the registry: the reconciler, and the thread that follows aliases
 * beside it. Signals that have not been consumed yet count as one.
 */
@ApplicationScoped
public class ChangeBell {

    private final Semaphore versions = new Semaphore(0);
    private final Semaphore aliases = new Semaphore(0);
    private final List<Runnable> publishers = new CopyOnWriteArrayList<>();

    /** Announces a change that this replica has committed, so that the other replicas hear of it at once. */
    public void ring() {
        publishers.forEach(Runnable::run);
        heard();
    }

    /** Announces a change that any replica has committed. */
    public void heard() {
        wake(versions);
        wake(aliases);
    }

    /** Wakes only the reconciler. */
    void again() {
        wake(versions);
    }

    /** Registers an action that runs whenever this replica has committed a change. */
    public void onCommit(Runnable publisher) {
        publishers.add(publisher);
    }

    private static void wake(Semaphore bell) {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    /** Waits until the next signal, or until the longest wait has passed. */
    void await(Duration longest) throws InterruptedException {
        await(versions, longest);
    }

    /** Does the same for the thread that follows aliases. */
    void awaitAliases(Duration longest) throws InterruptedException {
        await(aliases, longest);
    }

    private static void await(Semaphore bell, Duration longest) throws InterruptedException {
        if (bell.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            bell.drainPermits();
        }
    }
}
