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

    /** Returns whether the caller has gone away, so that nobody waits for the answer. */
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

    /** Returns the time of arrival in nanoseconds of {@link System#nanoTime()}. */
    long since() {
        return since;
    }

    /** Returns the number of rows of the request. */
    abstract int rows();

    /** Returns whether the other job may run together with this one. */
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

    /** A row that may run together with others if its version allows it. */
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

    /** Tensors that may run together with others if the graph and their shapes allow it. */
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

    /** A job that always runs alone. */
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

    /** The work of a job that runs alone. */
    @FunctionalInterface
    interface Run<T> {
        T perform() throws GraphException;
    }
}
