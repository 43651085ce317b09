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
 * Throws away what a client still sends of which nobody reads any more. Closing at once would often take the answer away from a client that is
 * busy sending (RFC 9112, section 9.6), so a little is read, for a little while; whoever sends more, or takes longer, is cut off. Where
 * it is known that the connection will end so, the answer says it.
 */
public final class UnreadBody implements Handler<Buffer> {

    private static final long MOST_BYTES = 4L * 1024 * 1024;
    private static final long MOST_MILLIS = 5_000;

    /** A client that was not told to go on sends its body at once or not at all. */
    private static final long MOST_MILLIS_UNASKED = 1_000;

    /** How long whoever sent too much may take to read the answer: closed at once, the connection would often lose it. */
    private static final long LINGER_MILLIS = 1_000;

    /** What a chunk counts at least: its own lines are read too. */
    private static final long LEAST_BYTES = 64;

    private final HttpServerRequest request;
    private long bytes;
    private boolean enough;

    private UnreadBody(HttpServerRequest request) {
        this.request = request;
    }

    /**
     * Prepares the answer, before its head is written, where the rest of the request may not be read to its end: a long body, one of
     * which nobody knows the length, and one that the client holds back until it is told to go on. Of the last one nobody could say
     * whether what follows is that body or the next request.
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

    /** Takes the rest of a request that has been answered, on its event loop. */
    public static void discard(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        // What the answer says, not how much is left by now: the client goes by that.
        boolean ends = request.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
        UnreadBody unread = new UnreadBody(request);
        request.handler(unread);
        request.resume();
        Context context = Vertx.currentContext();
        if (context == null) {
            return;
        }
        // A pipe to the service that is torn down meanwhile takes its handlers away, and this one with them.
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
