package dev.auspex.chassis.topic;

/** An event was not sent by the service that it claims to come from. */
public final class UnsignedEventException extends Exception {

    private static final long serialVersionUID = 1L;

    UnsignedEventException(String message) {
        super(message);
    }
}
