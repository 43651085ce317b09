package dev.auspex.graph.engine;

/** Thrown when a value cannot be prepared. The message is for the sender of the value. */
public final class PreparationException extends Exception {

    /** Code for a failure that is not the value's fault: the version is being taken down. */
    public static final String CLOSED = "closed";

    /** Code for a failure that is not the value's fault: the preparation is not available at the moment. */
    public static final String UNAVAILABLE = "unavailable";

    private static final long serialVersionUID = 1;

    private final String code;

    /** @param code short code for programs */
    public PreparationException(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
