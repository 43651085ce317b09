package dev.auspex.gateway.wire;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Ends a request early: over HTTP/1 by closing its connection, over HTTP/2 by resetting only its stream, because the
 * connection carries others.
 */
public enum Cut {
    /** The answer is complete; the rest of the request is not needed. */
    ENOUGH(0x0),
    /** The answer cannot be completed. */
    BROKEN(0x2),
    /** The client does not keep up, or sends too much. */
    CALM(0xb);

    private final long code;

    /** @param code error code (RFC 9113, section 7) */
    Cut(long code) {
        this.code = code;
    }

    /** Ends the request. */
    public void off(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(code);
        } else {
            request.connection().close();
        }
    }
}
