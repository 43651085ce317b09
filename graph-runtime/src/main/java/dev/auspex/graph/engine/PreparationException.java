package dev.auspex.graph.engine;

/** A value cannot be prepared; the message is for its sender. */
public final class PreparationException extends Exception {

    /** Code where it is not the value's fault: the version is being taken down. */
    public static final String CLOSED = "closed";

    /** Code where it is not the value's fault: what prepares it is not there at this moment. */
    public static final String UNAVAILABLE = "unavailable";

    private static final long serialVersionUID = 1;

    private final String code;

    /** @param code short word for programs */
    public PreparationException(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
