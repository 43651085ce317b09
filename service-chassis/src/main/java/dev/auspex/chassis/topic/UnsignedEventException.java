package dev.auspex.chassis.topic;

/** Thrown when an event has no valid signature, so its origin is not proven. */
public final class UnsignedEventException extends Exception {

    private static final long serialVersionUID = 1L;

    UnsignedEventException(String message) {
        super(message);
    }
}
