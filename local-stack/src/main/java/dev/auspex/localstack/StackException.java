package dev.auspex.localstack;

/** Thrown for a failure that people can act on. The message names the cause and the solution. */
public final class StackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message cause and solution, for people */
    public StackException(String message) {
        super(message);
    }

    /**
     * @param message cause and solution, for people
     * @param cause   the original exception
     */
    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
