package dev.auspex.chassis.eventloop;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Holds one instance for each event loop, created when that loop first asks. A connection that belongs to the caller's
 * own loop needs no hand-over; one that belongs to another loop costs two thread wake-ups for every chunk.
 */
public final class PerEventLoop<T> {

    private final Map<Thread, T> made = new ConcurrentHashMap<>();
    private final Supplier<T> maker;

    /** @param maker creates an instance; called on the event loop that the instance is for */
    public PerEventLoop(Supplier<T> maker) {
        this.maker = maker;
    }

    /** Returns the instance of the current event loop. Call this only on threads that live as long as the process. */
    public T get() {
        return made.computeIfAbsent(Thread.currentThread(), loop -> maker.get());
    }

    /** Returns all instances created so far. */
    public Collection<T> all() {
        return Collections.unmodifiableCollection(made.values());
    }
}
