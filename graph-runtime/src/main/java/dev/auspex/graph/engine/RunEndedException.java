package dev.auspex.graph.engine;

import org.jspecify.annotations.Nullable;

/** Thrown when a run was ended before it was done, because its time was up or it took too much memory. */
public final class RunEndedException extends GraphException {

    private static final long serialVersionUID = 1L;

    private final boolean late;

    /** @param late whether its time was up; otherwise it took too much memory */
    public RunEndedException(boolean late, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.late = late;
    }

    /** Returns whether its time was up; otherwise it took too much memory. */
    public boolean late() {
        return late;
    }
}
