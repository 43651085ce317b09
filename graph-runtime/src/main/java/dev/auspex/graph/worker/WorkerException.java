package dev.auspex.graph.worker;

import java.time.Duration;

import dev.auspex.graph.engine.GraphException;

/** Thrown when a graph could not run because of its worker. The message is for the caller. */
public final class WorkerException extends GraphException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final Duration retryAfter;

    WorkerException(Kind kind, String message, Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** Returns why the worker did not answer. */
    public Kind kind() {
        return kind;
    }

    /** Returns the time after which a retry makes sense. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The reason why a worker does not answer. */
    public enum Kind {
        /** All workers, or all memory for them, are in use by others. */
        BUSY,
        /** The worker ended during the request, or may not be started yet. */
        LOST,
        /** The version itself ended its worker repeatedly, and is not run for a while. */
        BLOCKED
    }
}
