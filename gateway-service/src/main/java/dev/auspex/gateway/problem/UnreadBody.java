package dev.auspex.gateway.problem;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Throws away what a refused client still sends. Closing at once would often take the answer away from a client that is
 * busy sending (RFC 9112, section 9.6), so a little is read; whoever sends more loses the connection.
 */
final class UnreadBody implements Handler<Buffer> {

    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final HttpServerRequest request;
    private long bytes;

    private UnreadBody(HttpServerRequest request) {
        this.request = request;
    }

    static void discard(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.handler(new UnreadBody(request));
            request.resume();
        }
    }

    @Override
    public void handle(Buffer chunk) {
        bytes += chunk.length();
        if (bytes > MOST_BYTES) {
            request.connection().close();
        }
    }
}
