package dev.auspex.gateway.proxy;

import java.util.concurrent.TimeUnit;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.contracts.http.Headers;
import dev.auspex.gateway.limit.Decision;
import dev.auspex.gateway.limit.Limiter;
import dev.auspex.gateway.problem.ProblemAnswer;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.UnreadBody;
import dev.auspex.gateway.route.Route;
import dev.auspex.gateway.token.Principal;
import dev.auspex.gateway.traffic.Traffic;
import dev.auspex.gateway.wire.Cut;
import dev.auspex.gateway.wire.Http2Head;
import dev.auspex.gateway.wire.OpenRequests;

/** One request on its way through the gateway. Used only on its own event loop. */
public final class Exchange {

    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(Headers.REQUEST_ID);
    private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("RateLimit");
    private static final CharSequence RATE_LIMIT_POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence PROCESS_TIME = HttpHeaders.createOptimized("X-Process-Time");

    /** Longer than the longest timeout of a route; the process ends sooner. */
    private static final long LONGEST_ANSWER_MINUTES = 30;

    private static final long GRACE_MILLIS = 2_000;

    private final HttpServerRequest request;
    private final Route route;
    private final String requestId;
    private final long contentLength;
    private final Client client;
    private final Traffic traffic;
    private final Limiter limiter;
    private final Drain drain;
    private final long startedAt = System.nanoTime();
    private @Nullable Decision decision;
    private @Nullable Principal principal;
    private @Nullable Charge charge;
    private boolean ended;

    /** @param contentLength declared length, 0 without a body, -1 if the length is not known in advance */
    public Exchange(
            HttpServerRequest request,
            Route route,
            String requestId,
            long contentLength,
            Client client,
            Traffic traffic,
            Limiter limiter,
            Drain drain) {
        this.request = request;
        this.route = route;
        this.requestId = requestId;
        this.contentLength = contentLength;
        this.client = client;
        this.traffic = traffic;
        this.limiter = limiter;
        this.drain = drain;
    }

    public HttpServerRequest request() {
        return request;
    }

    public Route route() {
        return route;
    }

    public Client client() {
        return client;
    }

    public String requestId() {
        return requestId;
    }

    long contentLength() {
        return contentLength;
    }

    /** Returns the authenticated caller, or null on a public route. */
    public @Nullable Principal principal() {
        return principal;
    }

    /** Records the authenticated caller. */
    public void by(Principal known) {
        this.principal = known;
    }

    /** Returns who the request is charged to: the tenant, otherwise the account, otherwise the address. */
    Object caller() {
        if (principal == null) {
            return client.principal();
        }
        String tenant = principal.tenant();
        return tenant == null ? principal.account() : tenant;
    }

    /** Records the memory that is reserved for the request until it ends. */
    void holds(Charge held) {
        this.charge = held;
        if (ended) {
            held.close();
        }
    }

    /** Records the limiter's decision for the headers of the answer. */
    public void limited(Decision taken) {
        this.decision = taken;
        if (ended) {
            limiter.release(taken);
        }
    }

    /** Charges the limits for what the request turned out to cost in addition. */
    void costs(int more) {
        if (decision != null && more > 0) {
            limiter.charge(decision, more);
        }
    }

    /** Charges the tenant's quota for the predictions that the request made beyond the first. */
    void predicted(int more) {
        if (decision != null && more > 0) {
            limiter.chargePredictions(decision, more);
        }
    }

    /** Returns whether the client is gone; if so, ends the exchange. */
    public boolean abandoned() {
        if (request.response().closed()) {
            end(Traffic.CLIENT_GONE);
            return true;
        }
        return false;
    }

    /** Sets the headers that each answer to this request carries, whoever wrote it. */
    void sign(MultiMap headers) {
        headers.set(REQUEST_ID, requestId);
        headers.set(PROCESS_TIME, seconds(System.nanoTime() - startedAt));
        if (decision != null) {
            headers.set(RATE_LIMIT_POLICY, decision.policy());
            headers.set(RATE_LIMIT, decision.rateLimit());
        }
        if (drain.begun()) {
            giveUpConnection();
        }
    }

    private void giveUpConnection() {
        HttpServerResponse response = request.response();
        if (Http2Head.is(request)) {
            response.endHandler(done -> goAway(request.connection()));
        } else {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            response.endHandler(done -> request.connection().close());
        }
    }

    /**
     * Accepts no new streams and lets open ones finish. If the connection ended together with its last answer,
     * clients would lose answers.
     */
    private static void goAway(HttpConnection connection) {
        connection.goAway(0);
        Context context = Vertx.currentContext();
        if (context != null) {
            context.owner()
                    .setTimer(GRACE_MILLIS, later -> connection.shutdown(LONGEST_ANSWER_MINUTES, TimeUnit.MINUTES));
        }
    }

    /** Formats nanoseconds as seconds with six decimals. */
    static String seconds(long nanos) {
        long micros = nanos / 1000;
        String whole = Long.toString(micros / 1_000_000);
        String part = Long.toString(1_000_000 + micros % 1_000_000);
        return whole + "." + part.substring(1);
    }

    /** Answers the request with a problem document. */
    public void refuse(Refusal refusal) {
        if (ended || abandoned()) {
            return;
        }
        HttpServerResponse response = request.response();
        if (!response.headWritten()) {
            sign(response.headers());
        }
        if (ProblemAnswer.send(request, refusal)) {
            traffic.refused(route, refusal.reason());
        }
        end(refusal.type().status());
    }

    /** Answers a request that the gateway handles itself. */
    public void answer(int status, JsonObject body) {
        if (ended || abandoned()) {
            return;
        }
        HttpServerResponse response = request.response();
        sign(response.headers());
        UnreadBody.announce(request);
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body.encode());
        UnreadBody.discard(request);
        end(status);
    }

    /** Cuts off a client that does not keep up. */
    void drop(String reason) {
        if (!ended) {
            traffic.refused(route, reason);
            end(Traffic.CLIENT_GONE);
        }
        Cut.CALM.off(request);
    }

    /** Ends the exchange, because the answer is complete or nobody waits for it any more. */
    void end(int status) {
        if (!ended) {
            ended = true;
            if (!request.response().ended()) {
                OpenRequests.over(request);
            }
            if (decision != null && decision.lease() != null) {
                limiter.release(decision);
            }
            if (charge != null) {
                charge.close();
            }
            traffic.ended(
                    route, request.method().name(), request.path(), requestId, status, System.nanoTime() - startedAt);
        }
    }

    boolean ended() {
        return ended;
    }
}
