package dev.auspex.chassis.problem;

import java.time.Duration;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

import dev.auspex.contracts.problem.Problem;

/**
 * Answers a request with a problem document before the framework has seen it. Below {@code /v2} the answer has the
 * form of the Open Inference Protocol. It may be sent while the body is still arriving. The rest of the body is read
 * and discarded, because closing the connection at once would lose the answer for a client that is still sending
 * (RFC 9112, section 9.6).
 */
public final class ProblemReply {

    private static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized(Problem.MEDIA_TYPE);
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
    private static final long MOST_DROPPED_BYTES = 64L << 20;
    private static final long MOST_DROPPED_MILLIS = 30_000;

    private ProblemReply() {}

    /** Ends the request, unless its answer has begun or its client has disconnected. Call this on its event loop. */
    public static void send(RoutingContext call, ProblemException problem) {
        HttpServerRequest request = call.request();
        HttpServerResponse response = call.response();
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        boolean openInference = isOpenInference(request.path());
        response.setStatusCode(problem.type().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, openInference ? JSON : MEDIA_TYPE);
        problem.retryAfter().ifPresent(wait -> response.putHeader(RETRY_AFTER, Long.toString(wholeSeconds(wait))));
        response.end(body(request.path(), problem, openInference));
        drop(request, call.vertx());
    }

    private static boolean isOpenInference(String path) {
        return path != null && (path.equals("/v2") || path.startsWith("/v2/"));
    }

    private static Buffer body(String path, ProblemException failure, boolean openInference) {
        if (openInference) {
            return new JsonObject().put("error", failure.getMessage()).toBuffer();
        }
        Problem problem = Problems.of(failure.type(), failure.getMessage(), path, failure.violations());
        JsonObject json = new JsonObject()
                .put("type", problem.type())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.detail())
                .put("instance", problem.instance());
        if (problem.traceId() != null) {
            json.put("traceId", problem.traceId());
        }
        return json.toBuffer();
    }

    private static long wholeSeconds(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }

    /**
     * Reads and discards the rest of a request that was answered. Closes the connection of a client that sends
     * too much or for too long.
     */
    public static void drop(HttpServerRequest request, Vertx vertx) {
        if (request.isEnded()) {
            return;
        }
        long[] left = {MOST_DROPPED_BYTES};
        long timer =
                vertx.setTimer(MOST_DROPPED_MILLIS, late -> request.connection().close());
        request.endHandler(end -> vertx.cancelTimer(timer));
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.handler(chunk -> {
            left[0] -= chunk.length();
            if (left[0] < 0) {
                request.connection().close();
            }
        });
        request.resume();
    }
}
