package dev.auspex.gateway.problem;

import java.time.Duration;
import java.util.List;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

import dev.auspex.chassis.problem.Problems;
import dev.auspex.contracts.problem.Problem;

/**
 * Writes a refusal as a problem document. Below {@code /v2} it uses the error form of the Open Inference Protocol,
 * which clients there expect.
 */
public final class ProblemAnswer {

    private static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized(Problem.MEDIA_TYPE);
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
    private static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("www-authenticate");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");

    private ProblemAnswer() {}

    /**
     * Answers the request, unless an answer has already begun or the client is gone.
     *
     * @return whether the answer was written
     */
    public static boolean send(HttpServerRequest request, Refusal refusal) {
        HttpServerResponse response = request.response();
        if (response.headWritten() || response.ended() || response.closed()) {
            return false;
        }
        response.setStatusCode(refusal.type().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, isOpenInference(request) ? JSON : MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF);
        if (refusal.retryAfter() != null) {
            response.putHeader(RETRY_AFTER, Long.toString(wholeSeconds(refusal.retryAfter())));
        }
        if (refusal.challenge() != null) {
            response.putHeader(WWW_AUTHENTICATE, refusal.challenge());
        }
        UnreadBody.announce(request);
        response.end(json(request, refusal));
        UnreadBody.discard(request);
        return true;
    }

    private static boolean isOpenInference(HttpServerRequest request) {
        String path = request.path();
        return path != null && (path.equals("/v2") || path.startsWith("/v2/"));
    }

    private static String json(HttpServerRequest request, Refusal refusal) {
        if (isOpenInference(request)) {
            return new JsonObject().put("error", refusal.detail()).encode();
        }
        Problem problem = Problems.of(refusal.type(), refusal.detail(), request.path(), List.of());
        JsonObject json = new JsonObject()
                .put("type", problem.type())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.detail())
                .put("instance", problem.instance());
        if (problem.traceId() != null) {
            json.put("traceId", problem.traceId());
        }
        return json.encode();
    }

    private static long wholeSeconds(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }
}
