package dev.auspex.gateway.openapi;

import java.util.List;

/** Signals that the documents of two services define the same name differently. */
final class OpenApiConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OpenApiConflictException(List<String> conflicts) {
        super("The services' API documents contradict each other: " + String.join("; ", conflicts) + ".");
    }
}
