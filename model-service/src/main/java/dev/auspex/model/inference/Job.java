package dev.auspex.model.inference;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import dev.auspex.chassis.deadline.Deadline;
import dev.auspex.model.engine.GraphException;
import dev.auspex.model.engine.Row;

/** One waiting request. It is answered on the context that it came from, so that its caller stays on its event loop. */
abstract sealed class Job<T> {

    private final Deadline deadline;
    private final UniEmitter<? super T> caller;
    private final Context context = Vertx.currentContext();
    private final long since = System.nanoTime();
    private volatile boolean abandoned;

    private Job(Deadline deadline, UniEmitter<? super T> caller) {
        this.deadline = deadline;
        this.caller = caller;
        caller.onTermination(() -> abandoned = true);
    }

    /** Whether nobody waits for the answer any more because the caller went away. */
    boolean abandoned() {
        return abandoned;
    }

    boolean late() {
        return deadline.passed();
    }

    /** In nanoseconds of {@link System#nanoTime()}. */
    long since() {
        return since;
    }

    void answer(T result) {
        onContext(() -> caller.complete(result));
    }

    void fail(Throwable cause) {
        onContext(() -> caller.fail(cause));
    }

    private void onContext(Runnable step) {
        if (context == null) {
            step.run();
        } else {
            context.runOnContext(ignored -> step.run());
        }
    }

    /** A row that may run together with others. */
    static final class OfRow extends Job<RowAnswer> {

        private final Row row;

        OfRow(Row row, Deadline deadline, UniEmitter<? super RowAnswer> caller) {
            super(deadline, caller);
            this.row = row;
        }

        Row row() {
            return row;
        }
    }

    /** A run of its own. */
    static final class OfRun<T> extends Job<T> {

        private final Run<T> run;

        OfRun(Run<T> run, Deadline deadline, UniEmitter<? super T> caller) {
            super(deadline, caller);
            this.run = run;
        }

        void perform() throws GraphException {
            answer(run.perform());
        }
    }

    /** What a worker does for a job of its own. */
    @FunctionalInterface
    interface Run<T> {
        T perform() throws GraphException;
    }
}
