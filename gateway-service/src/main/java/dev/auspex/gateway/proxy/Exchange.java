package dev.auspex.gateway.proxy;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.http.Headers;
import dev.auspex.gateway.limit.Decision;
import dev.auspex.gateway.problem.ProblemAnswer;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.route.Route;
import dev.auspex.gateway.traffic.Traffic;

/** One request on its way through the gateway. Used on its own event loop only. */
public final class Exchange {

    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(Headers.REQUEST_ID);
    static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("RateLimit");
    static final CharSequence RATE_LIMIT_POLICY = HttpHeaders.createOptimized("RateLimit-Policy");

    private final HttpServerRequest request;
    private final Route route;
    private final String requestId;
    private final long contentLength;
    private final Traffic traffic;
    private final long startedAt = System.nanoTime();
    private @Nullable Decision decision;
    private boolean ended;

    /** @param contentLength declared length, 0 where there is no body, -1 where the length is not known before */
    public Exchange(HttpServerRequest request, Route route, String requestId, long contentLength, Traffic traffic) {
        this.request = request;
        this.route = route;
        this.requestId = requestId;
        this.contentLength = contentLength;
        this.traffic = traffic;
    }

    public HttpServerRequest request() {
        return request;
    }

    public Route route() {
        return route;
    }

    /** The client's IP address, as a trusted proxy tells it or else as the connection does. */
    public String clientAddress() {
        String told = request.remoteAddress().hostAddress();
        return told == null ? request.connection().remoteAddress().hostAddress() : told;
    }

    public String requestId() {
        return requestId;
    }

    long contentLength() {
        return contentLength;
    }

    @Nullable
    Decision decision() {
        return decision;
    }

    /** Remembers what the limiter said, for the headers of the answer. */
    public void limited(Decision taken) {
        this.decision = taken;
    }

    /** Whether the client is gone; what is left to do is to count it. */
    public boolean abandoned() {
        if (request.response().closed()) {
            end(Traffic.CLIENT_GONE);
            return true;
        }
        return false;
    }

    /** Answers the request here with a problem document. */
    public void refuse(Refusal refusal) {
        if (ended || abandoned()) {
            return;
        }
        HttpServerResponse response = request.response();
        if (!response.headWritten()) {
            response.putHeader(REQUEST_ID, requestId);
            if (decision != null) {
                response.putHeader(RATE_LIMIT_POLICY, decision.policy());
                response.putHeader(RATE_LIMIT, decision.rateLimit());
            }
        }
        if (ProblemAnswer.send(request, refusal)) {
            traffic.refused(route, refusal.reason());
        }
        end(refusal.type().status());
    }

    /** The answer is complete, or nobody waits for it any more. */
    void end(int status) {
        if (!ended) {
            ended = true;
            traffic.ended(
                    route, request.method().name(), request.path(), requestId, status, System.nanoTime() - startedAt);
        }
    }

    boolean ended() {
        return ended;
    }
}
