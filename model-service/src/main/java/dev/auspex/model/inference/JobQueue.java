package dev.auspex.model.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded queue with two priorities, each in the order of arrival. Adjacent jobs that can be joined leave together. A
 * job that cannot be joined leaves alone, so that it never keeps the jobs behind it from another worker.
 *
 * <p>A worker may wait for companions of the jobs that it took, but only while other jobs are running: a lone
 * job never waits.
 */
final class JobQueue {

    private final int capacity;
    private final int batchCapacity;
    private final int patience;
    private final Deque<Job<?>> interactive = new ArrayDeque<>();
    private final Deque<Job<?>> batch = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;
    /** Runs that passed over a waiting batch job. */
    private int passedOver;
    /** Jobs that were taken and are not done. */
    private int running;
    /** Whether a worker is waiting for companions. The other workers then leave new jobs to it. */
    private boolean collecting;

    /**
     * @param capacity most jobs that may wait, at most half of them of priority batch
     * @param patience runs that may pass over a batch job before it goes first
     */
    JobQueue(int capacity, int patience) {
        this.capacity = capacity;
        this.batchCapacity = Math.max(1, capacity / 2);
        this.patience = patience;
    }

    /** Accepts a job, or returns at once why not. */
    Offer offer(Job<?> job) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            boolean low = job.priority() == Priority.BATCH;
            if (waiting() == capacity || (low && batch.size() == batchCapacity)) {
                return Offer.FULL;
            }
            (low ? batch : interactive).addLast(job);
            if (collecting) {
                changed.signalAll();
            } else {
                changed.signal();
            }
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for work and returns the first job with those that may join it. Every job has to be reported to
     * {@link #done} later.
     *
     * @param mostRows most rows to return, unless the first job alone has more
     * @param maxDelay longest wait for companions since the first job came, in nanoseconds
     * @return empty once the queue is closed and no job waits
     */
    List<Job<?>> take(int mostRows, long maxDelay) {
        lock.lock();
        try {
            while ((waiting() == 0 && !closed) || collecting) {
                changed.awaitUninterruptibly();
            }
            if (waiting() == 0) {
                return List.of();
            }
            List<Job<?>> taken = new ArrayList<>(Math.min(mostRows, waiting()));
            taken.add(first());
            int rows = fill(taken, taken.getFirst().rows(), mostRows);
            if (maxDelay > 0 && rows < mostRows && running > 0) {
                collect(taken, rows, mostRows, maxDelay);
            }
            running += taken.size();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private Job<?> first() {
        boolean choice = !interactive.isEmpty() && !batch.isEmpty();
        boolean low = interactive.isEmpty() || (choice && passedOver >= patience);
        passedOver = choice && !low ? passedOver + 1 : 0;
        return (low ? batch : interactive).removeFirst();
    }

    private int fill(List<Job<?>> taken, int rows, int mostRows) {
        int more = fill(taken, rows, mostRows, interactive);
        return fill(taken, more, mostRows, batch);
    }

    private static int fill(List<Job<?>> taken, int rows, int mostRows, Deque<Job<?>> from) {
        int more = rows;
        for (Job<?> next = from.peekFirst();
                next != null
                        && more + next.rows() <= mostRows
                        && taken.getFirst().joins(next);
                next = from.peekFirst()) {
            taken.add(from.removeFirst());
            more += next.rows();
        }
        return more;
    }

    /**
     * Collects companions until the batch is full, the time is over, no other job is running, or a job comes that
     * cannot join.
     */
    private void collect(List<Job<?>> taken, int rows, int mostRows, long maxDelay) {
        long end = taken.getFirst().since() + maxDelay;
        int more = rows;
        collecting = true;
        try {
            while (more < mostRows && running > 0 && waiting() == 0 && !closed) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                changed.awaitNanos(left);
                more = fill(taken, more, mostRows);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            collecting = false;
            changed.signalAll();
        }
    }

    /** Reports that jobs that were taken are answered. */
    void done(int jobs) {
        lock.lock();
        try {
            running -= jobs;
            if (collecting) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting();
        } finally {
            lock.unlock();
        }
    }

    private int waiting() {
        return interactive.size() + batch.size();
    }

    /** Stops accepting jobs. Waiting jobs can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Removes and returns the waiting jobs. */
    List<Job<?>> drain() {
        lock.lock();
        try {
            List<Job<?>> left = new ArrayList<>(interactive);
            left.addAll(batch);
            interactive.clear();
            batch.clear();
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
