package dev.auspex.model.inference;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.Values;

/** One waiting request. It is answered on the context that it came from, so that its caller stays on its event loop. */
abstract sealed class Job<T> {

    private final Deadline deadline;
    private final Priority priority;
    private final UniEmitter<? super T> caller;
    private final Context context = Vertx.currentContext();
    private final long since = System.nanoTime();
    private volatile boolean abandoned;

    private Job(Deadline deadline, Priority priority, UniEmitter<? super T> caller) {
        this.deadline = deadline;
        this.priority = priority;
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

    Deadline deadline() {
        return deadline;
    }

    Priority priority() {
        return priority;
    }

    /** In nanoseconds of {@link System#nanoTime()}. */
    long since() {
        return since;
    }

    /** Rows that it asks about. */
    abstract int rows();

    /** Whether the other may run together with it. */
    abstract boolean joins(Job<?> other);

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

    /** A row that may run together with others where its version allows it. */
    static final class OfRow extends Job<RowAnswer> {

        private final Row row;
        private final boolean joinable;

        OfRow(Row row, boolean joinable, Deadline deadline, Priority priority, UniEmitter<? super RowAnswer> caller) {
            super(deadline, priority, caller);
            this.row = row;
            this.joinable = joinable;
        }

        Row row() {
            return row;
        }

        @Override
        int rows() {
            return 1;
        }

        @Override
        boolean joins(Job<?> other) {
            return joinable && other instanceof OfRow row && row.joinable;
        }
    }

    /** Tensors, which may run together with others where the graph and their shapes allow it. */
    static final class OfTensors extends Job<Values[]> {

        private final TensorCall call;
        private final boolean joinable;

        OfTensors(
                TensorCall call,
                boolean joinable,
                Deadline deadline,
                Priority priority,
                UniEmitter<? super Values[]> caller) {
            super(deadline, priority, caller);
            this.call = call;
            this.joinable = joinable;
        }

        TensorCall call() {
            return call;
        }

        @Override
        int rows() {
            return joinable ? call.rows() : 1;
        }

        @Override
        boolean joins(Job<?> other) {
            return joinable && other instanceof OfTensors tensors && tensors.joinable && call.joins(tensors.call);
        }
    }

    /** A run of its own. */
    static final class OfRun<T> extends Job<T> {

        private final Run<T> run;

        OfRun(Run<T> run, Deadline deadline, Priority priority, UniEmitter<? super T> caller) {
            super(deadline, priority, caller);
            this.run = run;
        }

        void perform() throws GraphException {
            answer(run.perform());
        }

        @Override
        int rows() {
            return 1;
        }

        @Override
        boolean joins(Job<?> other) {
            return false;
        }
    }

    /** What a worker does for a job of its own. */
    @FunctionalInterface
    interface Run<T> {
        T perform() throws GraphException;
    }
}
