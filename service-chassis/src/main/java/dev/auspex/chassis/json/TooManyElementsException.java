package dev.auspex.chassis.json;

/** Thrown when a list or map in JSON has more elements than its contract allows. Jackson wraps it and adds the path. */
public final class TooManyElementsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int most;

    TooManyElementsException(int most) {
        // No stack trace: this is an answer to the caller, not a fault.
        super("more than " + most + " elements", null, false, false);
        this.most = most;
    }

    /** Returns the number of elements allowed. */
    public int most() {
        return most;
    }
}
