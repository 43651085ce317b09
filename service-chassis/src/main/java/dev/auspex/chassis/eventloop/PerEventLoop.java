package dev.auspex.chassis.eventloop;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One of something for each event loop, made when a loop first asks. Connections that belong to the loop of their caller
 * need no hand-over: one that belongs to another loop costs two wake-ups of a thread for every chunk that passes.
 */
public final class PerEventLoop<T> {

    private final Map<Thread, T> made = new ConcurrentHashMap<>();
    private final Supplier<T> maker;

    /** @param maker called on the event loop that the result is for */
    public PerEventLoop(Supplier<T> maker) {
        this.maker = maker;
    }

    /** What belongs to the current event loop. Only for threads that live as long as the process. */
    public T get() {
        return made.computeIfAbsent(Thread.currentThread(), loop -> maker.get());
    }

    /** All that were made until now. */
    public Collection<T> all() {
        return Collections.unmodifiableCollection(made.values());
    }
}
