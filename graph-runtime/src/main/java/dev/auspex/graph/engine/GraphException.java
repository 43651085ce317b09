package dev.auspex.graph.engine;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a graph cannot be opened or run. The message gives the engine's cause and is for logs, not for callers.
 * It contains names that the graph's author chose, so characters that could end a log line become spaces.
 */
public class GraphException extends Exception {

    private static final long serialVersionUID = 1L;

    public GraphException(@Nullable String message) {
        super(oneLine(message));
    }

    public GraphException(@Nullable String message, @Nullable Throwable cause) {
        super(oneLine(message), cause);
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", " ");
    }
}
