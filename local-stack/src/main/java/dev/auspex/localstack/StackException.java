package dev.auspex.localstack;

/** Something failed that people can act on: the message names the cause and the way out. */
public final class StackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message cause and way out, for people */
    public StackException(String message) {
        super(message);
    }

    /**
     * @param message cause and way out, for people
     * @param cause   what was thrown
     */
    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
