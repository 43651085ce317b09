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
 * Rows of one version that arrive on one event loop. While a call to the model service is under way the next rows wait
 * for it, and then travel together: the busier the service, the fewer calls for each row. A row that comes alone waits for
 * nothing, and none waits longer than a few milliseconds. As with group commits, there is no timer that would make a lone
 * request slower for the sake of companions.
 *
 * <p>Belongs to its event loop; no other thread may touch it.
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
     * @param mostRows      of one call
     * @param mostWaiting   rows; one more is refused
     * @param longestMillis longest time that a row waits for companions, in milliseconds
     * @param spreadNanos   how far the deadlines of rows that travel together may lie apart: the earliest ends the call
     */
    record Limits(int mostRows, int mostWaiting, long longestMillis, long spreadNanos) {}

    /** @param sender sends one call; {@link #done} must be called once when it has ended, whatever came of it */
    RowGatherer(Vertx vertx, Limits limits, Consumer<List<RowCall>> sender) {
        this.vertx = vertx;
        this.limits = limits;
        this.sender = sender;
    }

    /** Takes a row; it leaves at once where no call is under way. */
    void add(RowCall row) {
        if (underWay == 0) {
            underWay++;
            start(List.of(row));
        } else if (waiting.size() == limits.mostWaiting()) {
            row.fail(new ProblemException(
                    ProblemType.OVERLOADED, "Too many calls wait for the model service", RETRY_AFTER));
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

    /** A call has ended. */
    void done() {
        underWay--;
        if (underWay == 0) {
            sendAll();
        }
    }

    /** Whether nothing waits and nothing is under way. */
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
            // In the name of its first row: what runs now may be another request's step.
            underWay++;
            group.getFirst().context().runOnContext(ignored -> start(group));
        }
    }

    /** A fault of the sender costs its own rows their answer, and no other row its place. */
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
