package dev.auspex.model.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded queue in the order of arrival. Rows that stand together leave together; work of its own leaves alone, so that it
 * never keeps what came after it from another worker.
 */
final class JobQueue {

    private final int capacity;
    private final Deque<Job<?>> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private boolean closed;

    JobQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Takes the job in, or says at once why not. */
    Offer offer(Job<?> job) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            if (waiting.size() == capacity) {
                return Offer.FULL;
            }
            waiting.addLast(job);
            arrived.signal();
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for work and gives either one job of its own or the rows at the head.
     *
     * @param mostRows most rows to give
     * @return empty once the queue is closed and nothing waits any more
     */
    List<Job<?>> take(int mostRows) {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                arrived.awaitUninterruptibly();
            }
            List<Job<?>> taken = new ArrayList<>(Math.min(mostRows, waiting.size()));
            if (!waiting.isEmpty()) {
                taken.add(waiting.removeFirst());
            }
            if (!taken.isEmpty() && taken.getFirst() instanceof Job.OfRow) {
                while (taken.size() < mostRows && waiting.peekFirst() instanceof Job.OfRow) {
                    taken.add(waiting.removeFirst());
                }
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more in; what waits can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what waits. */
    List<Job<?>> drain() {
        lock.lock();
        try {
            List<Job<?>> left = new ArrayList<>(waiting);
            waiting.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** What became of an offered job. */
    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }
}
