package dev.auspex.gateway.openapi;

import java.util.List;

/** Documents of two services say different things under one name. */
final class OpenApiConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OpenApiConflictException(List<String> conflicts) {
        super("The services' API documents contradict each other: " + String.join("; ", conflicts));
    }
}
