package dev.auspex.chassis.database;

import java.time.Duration;
import java.util.ArrayDeque;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/** Limits how many operations run at once. A bounded number may wait in line; further ones are refused at once. */
final class Turns {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private enum Entry {
        BEGINS,
        WAITS,
        REFUSED
    }

    private final int most;
    private final int longestLine;
    private final ArrayDeque<Runnable> line = new ArrayDeque<>();
    private int running;

    Turns(int most, int longestLine) {
        this.most = most;
        this.longestLine = longestLine;
    }

    /**
     * Runs the work on the caller's context when a slot is free. The slot stays taken until the work ends, even if the
     * caller has given up, because the work still holds its connection.
     */
    <T> Uni<T> take(Uni<T> work) {
        return Uni.createFrom().emitter(caller -> {
            Runnable turn = () -> work.subscribe()
                    .with(
                            item -> {
                                end();
                                caller.complete(item);
                            },
                            failure -> {
                                end();
                                caller.fail(failure);
                            });
            Runnable later = onThisContext(turn);
            caller.onTermination(() -> leave(later));
            switch (enter(later)) {
                case BEGINS -> turn.run();
                case REFUSED -> caller.fail(overloaded());
                case WAITS -> {
                    // The next operation that ends runs it.
                }
            }
        });
    }

    private static ProblemException overloaded() {
        return new ProblemException(
                ProblemType.OVERLOADED,
                "Too many reads are already waiting for the database. Try again in 1 second.",
                RETRY_AFTER);
    }

    private static Runnable onThisContext(Runnable turn) {
        Context context = Vertx.currentContext();
        return context == null ? turn : () -> context.runOnContext(ignored -> turn.run());
    }

    private synchronized Entry enter(Runnable later) {
        if (running < most) {
            running++;
            return Entry.BEGINS;
        }
        return line.size() < longestLine && line.add(later) ? Entry.WAITS : Entry.REFUSED;
    }

    private synchronized void leave(Runnable turn) {
        line.remove(turn);
    }

    private void end() {
        Runnable next = next();
        if (next != null) {
            next.run();
        }
    }

    /** Returns the next in line, which takes over the slot of the operation that ended, or null. */
    private synchronized Runnable next() {
        Runnable next = line.poll();
        if (next == null) {
            running--;
        }
        return next;
    }
}
