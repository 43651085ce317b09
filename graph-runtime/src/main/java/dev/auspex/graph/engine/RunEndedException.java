package dev.auspex.graph.engine;

import org.jspecify.annotations.Nullable;

/** A run was ended before it was done, because its time was over or because it took too much memory. */
public final class RunEndedException extends GraphException {

    private static final long serialVersionUID = 1L;

    private final boolean late;

    /** @param late whether its time was over; else it took too much memory */
    public RunEndedException(boolean late, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.late = late;
    }

    /** Whether its time was over; else it took too much memory. */
    public boolean late() {
        return late;
    }
}
