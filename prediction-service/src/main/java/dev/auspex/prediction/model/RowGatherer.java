package dev.auspex.prediction.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import io.vertx.core.Vertx;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Gatherer of rows for one version that arrive on one event loop. While a call to the model service is in flight, the
 * next rows wait for it and then share a call: the busier the service, the fewer calls per row. A row that arrives
 * alone does not wait, and no row waits longer than a few milliseconds. As with group commit, no timer slows down a
 * single request in the hope of companions.
 *
 * <p>Confined to its event loop. No other thread may use it.
 */
final class RowGatherer {

    private static final long NO_TIMER = -1;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Limits limits;
    private final Consumer<List<RowCall>> sender;
    private final Deque<RowCall> waiting = new ArrayDeque<>();
    private int underWay;
    private long timer = NO_TIMER;

    /**
     * Limits of one gatherer.
     *
     * @param mostRows      maximum number of rows in one call
     * @param mostWaiting   maximum number of waiting rows; further rows are rejected
     * @param longestMillis longest time that a row waits for companions, in milliseconds
     * @param spreadNanos   maximum distance between the deadlines of rows that share a call, in nanoseconds; the
     *                      earliest deadline ends the call
     */
    record Limits(int mostRows, int mostWaiting, long longestMillis, long spreadNanos) {}

    /** @param sender sends one call; {@link #done} must be called once when the call has ended, whatever its outcome */
    RowGatherer(Vertx vertx, Limits limits, Consumer<List<RowCall>> sender) {
        this.vertx = vertx;
        this.limits = limits;
        this.sender = sender;
    }

    /** Adds a row. It is sent at once if no call is in flight. */
    void add(RowCall row) {
        if (underWay == 0) {
            underWay++;
            start(List.of(row));
        } else if (waiting.size() == limits.mostWaiting()) {
            row.fail(new ProblemException(
                    ProblemType.OVERLOADED,
                    "Too many requests are waiting for the model service. Try again in a moment.",
                    RETRY_AFTER));
        } else {
            waiting.add(row);
            if (waiting.size() == limits.mostRows()) {
                sendGroup();
            } else if (timer == NO_TIMER) {
                timer = vertx.setTimer(limits.longestMillis(), expired -> {
                    timer = NO_TIMER;
                    sendAll();
                });
            }
        }
    }

    /** Records that a call has ended, and sends the waiting rows if it was the last one in flight. */
    void done() {
        underWay--;
        if (underWay == 0) {
            sendAll();
        }
    }

    /** Returns whether no row waits and no call is in flight. */
    boolean idle() {
        return underWay == 0 && waiting.isEmpty();
    }

    private void sendAll() {
        while (!waiting.isEmpty()) {
            sendGroup();
        }
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    private void sendGroup() {
        List<RowCall> group = new ArrayList<>(Math.min(limits.mostRows(), waiting.size()));
        while (!waiting.isEmpty() && group.size() < limits.mostRows()) {
            RowCall next = waiting.peek();
            if (next.abandoned()) {
                waiting.remove();
            } else if (group.isEmpty() || near(group.getFirst(), next)) {
                group.add(waiting.remove());
            } else {
                break;
            }
        }
        if (!group.isEmpty()) {
            // On the context of its first row: the code that runs now may belong to another request.
            underWay++;
            group.getFirst().context().runOnContext(ignored -> start(group));
        }
    }

    /** Sends the rows. If the sender throws, only these rows fail, and the others are still sent. */
    private void start(List<RowCall> rows) {
        try {
            sender.accept(rows);
        } catch (RuntimeException e) {
            rows.forEach(row -> row.fail(e));
            done();
        }
    }

    private boolean near(RowCall one, RowCall other) {
        return Math.abs(one.deadline().atNanos() - other.deadline().atNanos()) <= limits.spreadNanos();
    }
}
