package dev.auspex.gateway.problem;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

import dev.auspex.gateway.wire.Cut;

/**
 * Throws away what a client still sends of which nobody reads any more. Closing at once would often take the answer away from a client that is
 * busy sending (RFC 9112, section 9.6), so a little is read, for a little while; whoever sends more, or takes longer, is cut off.
 */
public final class UnreadBody implements Handler<Buffer> {

    private static final long MOST_BYTES = 4L * 1024 * 1024;
    private static final long MOST_MILLIS = 5_000;

    private final HttpServerRequest request;
    private long bytes;

    private UnreadBody(HttpServerRequest request) {
        this.request = request;
    }

    /** Takes the rest of a request that has been answered, on its event loop. */
    public static void discard(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        request.handler(new UnreadBody(request));
        request.resume();
        Context context = Vertx.currentContext();
        if (context != null) {
            Vertx vertx = context.owner();
            long timer = vertx.setTimer(MOST_MILLIS, late -> Cut.ENOUGH.off(request));
            // Succeeds with the body's last byte and fails with the connection.
            request.end().onComplete(ended -> vertx.cancelTimer(timer));
        }
    }

    @Override
    public void handle(Buffer chunk) {
        bytes += chunk.length();
        if (bytes > MOST_BYTES) {
            Cut.ENOUGH.off(request);
        }
    }
}
