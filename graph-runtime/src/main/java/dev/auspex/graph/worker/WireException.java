package dev.auspex.graph.worker;

import java.io.IOException;

/** Thrown when received data violates the protocol. The other side is broken, or was taken over by what it ran. */
final class WireException extends IOException {

    private static final long serialVersionUID = 1L;

    WireException(String message) {
        super(message);
    }
}
