package dev.auspex.graph.worker;

import java.io.IOException;

/** What came over the wire is not what the protocol says: the other side is broken, or was taken over by what it ran. */
final class WireException extends IOException {

    private static final long serialVersionUID = 1L;

    WireException(String message) {
        super(message);
    }
}
