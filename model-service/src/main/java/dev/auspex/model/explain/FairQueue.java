package dev.auspex.model.explain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A bounded queue that is fair to all owners: the owner with the fewest running tasks comes next, and those with
 * equally many take turns. One owner fills at most half of the places. If there are two workers or more, its tasks
 * never occupy all of them, so that one is left for others.
 */
final class FairQueue<T> {

    private final int capacity;
    private final int mostWaiting;
    private final int mostRunning;
    /** Tasks by owner, in the order of their turns. */
    private final Map<Object, Line<T>> lines = new LinkedHashMap<>();

    private int waiting;
    private int running;
    private boolean closed;

    /**
     * @param capacity most tasks that may wait
     * @param workers  threads that take tasks
     */
    FairQueue(int capacity, int workers) {
        this.capacity = capacity;
        this.mostWaiting = Math.max(1, capacity / 2);
        this.mostRunning = Math.max(1, workers - 1);
    }

    synchronized Offer offer(Object owner, T task) {
        if (closed) {
            return Offer.CLOSED;
        }
        Line<T> line = lines.get(owner);
        if (waiting == capacity || line != null && line.tasks.size() == mostWaiting) {
            return Offer.FULL;
        }
        lines.computeIfAbsent(owner, ignored -> new Line<>()).tasks.add(task);
        waiting++;
        notifyAll();
        return Offer.TAKEN;
    }

    /**
     * Waits for the next task; returns null once the queue is closed. The caller has to report
     * {@link #done} afterwards.
     */
    synchronized @Nullable Taken<T> take() throws InterruptedException {
        while (!closed) {
            Map.Entry<Object, Line<T>> next = next();
            if (next != null) {
                Object owner = next.getKey();
                Line<T> line = next.getValue();
                lines.remove(owner);
                lines.put(owner, line);
                line.running++;
                running++;
                waiting--;
                return new Taken<>(owner, line.tasks.remove());
            }
            wait();
        }
        return null;
    }

    private Map.@Nullable Entry<Object, Line<T>> next() {
        Map.Entry<Object, Line<T>> next = null;
        for (Map.Entry<Object, Line<T>> entry : lines.entrySet()) {
            Line<T> line = entry.getValue();
            boolean may = !line.tasks.isEmpty() && line.running < mostRunning;
            if (may && (next == null || line.running < next.getValue().running)) {
                next = entry;
            }
        }
        return next;
    }

    synchronized void done(Object owner) {
        Line<T> line = lines.get(owner);
        line.running--;
        running--;
        if (line.running == 0 && line.tasks.isEmpty()) {
            lines.remove(owner);
        }
        notifyAll();
    }

    /** Stops accepting and handing out tasks; returns those that wait. */
    synchronized List<T> close() {
        closed = true;
        List<T> left = new ArrayList<>();
        lines.values().forEach(line -> {
            left.addAll(line.tasks);
            line.tasks.clear();
        });
        waiting = 0;
        notifyAll();
        return left;
    }

    synchronized int waiting() {
        return waiting;
    }

    synchronized int running() {
        return running;
    }

    /** A task with whose it is. */
    record Taken<T>(Object owner, T task) {}

    /** What became of an offer. */
    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    private static final class Line<T> {

        private final Deque<T> tasks = new ArrayDeque<>();
        private int running;
    }
}
