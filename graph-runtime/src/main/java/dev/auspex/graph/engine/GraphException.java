package dev.auspex.graph.engine;

/** A graph could not be opened or run. The message names the engine's cause and is for logs, not for callers. */
public class GraphException extends Exception {

    private static final long serialVersionUID = 1L;

    public GraphException(String message) {
        super(message);
    }

    public GraphException(String message, Throwable cause) {
        super(message, cause);
    }
}
