package dev.auspex.graph.worker;

import java.time.Duration;

import dev.auspex.graph.engine.GraphException;

/** A graph could not be asked because of its worker. The message is for whoever asked. */
public final class WorkerException extends GraphException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final Duration retryAfter;

    WorkerException(Kind kind, String message, Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** Why it could not be asked. */
    public Kind kind() {
        return kind;
    }

    /** After what time it makes sense to ask again. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Why a worker does not answer. */
    public enum Kind {
        /** All workers, or all memory for them, are in use by others. */
        BUSY,
        /** It ended while it was asked, or is not to be started yet. */
        LOST,
        /** The version itself ended its worker again and again, and is left alone for a while. */
        BLOCKED
    }
}
