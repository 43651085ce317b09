package dev.auspex.chassis.json;

/** A list or map in JSON has more elements than its contract allows. Jackson wraps it and adds where. */
public final class TooManyElementsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int most;

    TooManyElementsException(int most) {
        // No stack trace: this is an answer, not a fault.
        super("more than " + most + " elements", null, false, false);
        this.most = most;
    }

    /** The number that is allowed. */
    public int most() {
        return most;
    }
}
