package dev.auspex.gateway.problem;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

import dev.auspex.gateway.wire.Cut;
import dev.auspex.gateway.wire.Http2Head;

/**
 * Discards the rest of a request body that nobody reads any more. If the connection closed at once, a client that
 * is still sending would often lose the answer (RFC 9112, section 9.6). So a bounded number of bytes is read for
 * a bounded time; a client that exceeds either is cut off. If it is known in advance that the connection will
 * close, the answer says so.
 */
public final class UnreadBody implements Handler<Buffer> {

    private static final long MOST_BYTES = 4L * 1024 * 1024;
    private static final long MOST_MILLIS = 5_000;

    /** A client that holds back its body and was not told to continue sends it at once or not at all. */
    private static final long MOST_MILLIS_UNASKED = 1_000;

    /**
     * How long a client that sent too much may take to read the answer. If the connection closed at once, the
     * answer would often be lost.
     */
    private static final long LINGER_MILLIS = 1_000;

    /** Minimum size that a chunk counts for, because its framing is read too. */
    private static final long LEAST_BYTES = 64;

    private final HttpServerRequest request;
    private long bytes;
    private boolean enough;

    private UnreadBody(HttpServerRequest request) {
        this.request = request;
    }

    /**
     * Prepares the answer, before its head is written, for a connection that will close: if the rest of the body is
     * long, has no declared length, or is held back until the client is told to continue. In the last case, nobody
     * could tell whether the next bytes are that body or the next request.
     */
    public static void announce(HttpServerRequest request) {
        if (endsConnection(request)) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    private static boolean endsConnection(HttpServerRequest request) {
        if (Http2Head.is(request) || request.isEnded()) {
            return false;
        }
        if (isHeldBack(request)) {
            return true;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        }
        try {
            return Long.parseLong(length) - request.bytesRead() > MOST_BYTES;
        } catch (NumberFormatException malformed) {
            return true;
        }
    }

    private static boolean isHeldBack(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    /** Discards the rest of a request that has been answered. Must run on its event loop. */
    public static void discard(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        // Use what the answer says, not how much is left by now, because the client relies on the answer.
        boolean ends = request.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
        UnreadBody unread = new UnreadBody(request);
        request.handler(unread);
        request.resume();
        Context context = Vertx.currentContext();
        if (context == null) {
            return;
        }
        // A pipe to the service that is torn down in the meantime removes its handlers, and this one with them.
        context.runOnContext(later -> {
            if (!request.isEnded() && !unread.enough) {
                request.handler(unread);
                request.resume();
            }
        });
        Vertx vertx = context.owner();
        long wait = isHeldBack(request) ? MOST_MILLIS_UNASKED : MOST_MILLIS;
        long timer = vertx.setTimer(wait, late -> Cut.ENOUGH.off(request));
        // Succeeds with the body's last byte and fails with the connection.
        request.end().onComplete(ended -> {
            vertx.cancelTimer(timer);
            if (ends) {
                Cut.ENOUGH.off(request);
            }
        });
    }

    @Override
    public void handle(Buffer chunk) {
        bytes += Math.max(chunk.length(), LEAST_BYTES);
        if (bytes <= MOST_BYTES || enough) {
            return;
        }
        enough = true;
        Context context = Vertx.currentContext();
        if (context == null || Http2Head.is(request)) {
            Cut.ENOUGH.off(request);
        } else {
            request.pause();
            context.owner().setTimer(LINGER_MILLIS, read -> Cut.ENOUGH.off(request));
        }
    }
}
