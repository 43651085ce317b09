package dev.auspex.model.registry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Wakes whoever follows the registry on this replica: the reconciliation, and what follows aliases beside it. Rings that nobody has
 * heard yet are one.
 */
@ApplicationScoped
public class ChangeBell {

    private final Semaphore versions = new Semaphore(0);
    private final Semaphore aliases = new Semaphore(0);
    private final List<Runnable> publishers = new CopyOnWriteArrayList<>();

    /** Says that this replica has committed a change, which the others shall hear of at once. */
    public void ring() {
        publishers.forEach(Runnable::run);
        heard();
    }

    /** Says that a change was committed by any replica. */
    public void heard() {
        wake(versions);
        wake(aliases);
    }

    /** Wakes the reconciliation alone. */
    void again() {
        wake(versions);
    }

    /** Has something run whenever this replica has committed a change. */
    public void onCommit(Runnable publisher) {
        publishers.add(publisher);
    }

    private static void wake(Semaphore bell) {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    /** Returns after a ring, or after the longest wait. */
    void await(Duration longest) throws InterruptedException {
        await(versions, longest);
    }

    /** The same for what follows aliases. */
    void awaitAliases(Duration longest) throws InterruptedException {
        await(aliases, longest);
    }

    private static void await(Semaphore bell, Duration longest) throws InterruptedException {
        if (bell.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            bell.drainPermits();
        }
    }
}
