package dev.auspex.gateway.proxy;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.chassis.problem.ProblemLog;
import dev.auspex.chassis.problem.Problems;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.UnreadBody;
import dev.auspex.gateway.route.Retry;
import dev.auspex.gateway.route.Route;
import dev.auspex.gateway.traffic.Traffic;
import dev.auspex.gateway.upstream.Upstream;
import dev.auspex.gateway.upstream.Upstreams;
import dev.auspex.gateway.wire.Cut;
import dev.auspex.gateway.wire.Http2Head;

/**
 * Streams a request to its service and the answer back. Bodies pass chunk by chunk; when one side is slow,
 * the other one is not read.
 */
@ApplicationScoped
public class Forwarder {

    private static final Logger LOG = Logger.getLogger(Forwarder.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

    private static final int HIGHEST_COST = 1_000_000;

    /** Memory for the heads of request and answer, the objects of an exchange, and one chunk of the answer. */
    private static final long HEADS = 16 * 1024;

    /** Memory for the part of a streamed body in transit: a queue to the service and the socket's own chunks. */
    private static final long WINDOW = 128 * 1024;

    private final Upstreams upstreams;
    private final Dawdlers dawdlers;
    private final Compression compression;
    private final Budget budget;
    private final Counter retries;

    Forwarder(Upstreams upstreams, Dawdlers dawdlers, Compression compression, Budget budget, MeterRegistry metrics) {
        this.budget = budget;
        this.upstreams = upstreams;
        this.dawdlers = dawdlers;
        this.compression = compression;
        this.retries = Counter.builder("auspex.gateway.retries")
                .description("Requests that were sent to a service again")
                .register(metrics);
    }

    /** Returns the refusal of a body that is longer than the route allows. */
    public static Refusal tooLarge(Route route) {
        return new Refusal(
                "body",
                ProblemType.BODY_TOO_LARGE,
                route.bodyLimitBytes() == 0
                        ? "This address does not accept a body. Send the request without a body."
                        : "The body is too large; at most " + route.bodyLimitBytes() + " bytes are allowed here.");
    }

    /** Forwards a request, which must be paused, and completes its exchange. */
    public void forward(Exchange exchange) {
        ProblemException full = hold(exchange);
        if (full != null) {
            exchange.refuse(new Refusal(
                    "memory", full.type(), full.getMessage(), full.retryAfter().orElse(null)));
            return;
        }
        Upstream upstream = upstreams.service(exchange.route().service());
        if (!upstream.permits(exchange.caller())) {
            exchange.refuse(new Refusal(
                    "breaker",
                    ProblemType.UNAVAILABLE,
                    "The " + exchange.route().service() + " service is not responding. Try again in 2 seconds.",
                    TRY_AGAIN));
            return;
        }
        connect(exchange, upstream, upstream.first(exchange.caller()), true);
    }

    /** Reserves the memory for an exchange. Returns the problem if the budget is exhausted, otherwise null. */
    private @Nullable ProblemException hold(Exchange exchange) {
        Charge charge = budget.open(exchange.caller());
        exchange.holds(charge);
        long body = exchange.contentLength() < 0 ? WINDOW : Math.min(WINDOW, exchange.contentLength());
        return budget.refusal(charge.take(HEADS + body));
    }

    /**
     * Returns whether a request may be sent again if its connection turns out to be closed: only safe
     * requests without a body.
     */
    private static boolean repeatable(Exchange exchange) {
        HttpMethod method = exchange.request().method();
        return exchange.contentLength() == 0
                && exchange.route().retry() == Retry.IDEMPOTENT
                && (method.equals(HttpMethod.GET)
                        || method.equals(HttpMethod.HEAD)
                        || method.equals(HttpMethod.OPTIONS));
    }

    private void connect(Exchange exchange, Upstream upstream, Upstream.Attempt attempt, boolean first) {
        upstreams.connect(attempt, exchange.route().timeout()).onComplete(connected -> {
            if (connected.succeeded()) {
                send(exchange, upstream, attempt, connected.result(), first);
                return;
            }
            boolean unreachable = Upstreams.isUnreachable(connected.cause());
            if (unreachable) {
                attempt.failed();
            } else {
                // Too many requests wait for a connection, which does not mean that the service is unhealthy.
                attempt.end();
            }
            // Nothing has been sent yet, so any request may go to another address.
            Upstream.Attempt again = first && unreachable && upstream.hasOther() ? upstream.again(attempt) : null;
            if (again != null) {
                retries.increment();
                connect(exchange, upstream, again, false);
            } else {
                notConnected(exchange, connected.cause());
            }
        });
    }

    private void send(
            Exchange exchange, Upstream upstream, Upstream.Attempt attempt, HttpClientRequest request, boolean first) {
        // The failure also arrives through the answer's future; without this handler it would be
        // logged as an error as well.
        request.exceptionHandler(failure -> log(exchange, "request to service failed", failure));
        if (exchange.ended() || exchange.abandoned()) {
            attempt.end();
            request.reset();
            return;
        }
        ProxyRequest out = ProxyRequest.reverseProxy(exchange.request());
        HeaderRules.toService(out, exchange);
        BoundedBody body = setBody(out, exchange);
        out.send(request).onComplete(answered -> {
            if (answered.succeeded()) {
                attempt.answered();
                relay(exchange, attempt, answered.result(), request, body);
                return;
            }
            if (exchange.ended() || exchange.request().response().closed()) {
                // The client went away.
                attempt.end();
                notAnswered(exchange, answered.cause());
                return;
            }
            boolean late = answered.cause() instanceof TimeoutException;
            if (late || exchange.contentLength() != 0) {
                attempt.failedForCaller();
            } else {
                attempt.failed();
            }
            Upstream.Attempt again = first && !late && repeatable(exchange) ? upstream.again(attempt) : null;
            if (again != null) {
                retries.increment();
                connect(exchange, upstream, again, false);
            } else {
                notAnswered(exchange, answered.cause());
            }
        });
        if (body != null && !body.complete()) {
            dawdlers.watch(body, exchange);
        }
    }

    /** Sets the body and returns it, or null if there is none. */
    private static @Nullable BoundedBody setBody(ProxyRequest out, Exchange exchange) {
        HttpServerRequest request = exchange.request();
        long length = exchange.contentLength();
        if (length == 0) {
            out.setBody(null);
            request.resume();
            return null;
        }
        Route route = exchange.route();
        Runnable tooLong = () -> exchange.refuse(tooLarge(route));
        BoundedBody body = new BoundedBody(request, route.bodyLimitBytes(), tooLong);
        if (length < 0 && Http2Head.is(request)) {
            // The library sends chunks only if the client did, and HTTP/2 has none. The client's request is marked
            // here; the service never sees this header.
            request.headers().set(HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CHUNKED);
        }
        out.setBody(Body.body(body, length));
        return body;
    }

    private void relay(
            Exchange exchange,
            Upstream.Attempt attempt,
            ProxyResponse answer,
            HttpClientRequest request,
            @Nullable BoundedBody body) {
        if (exchange.ended() || exchange.abandoned()) {
            attempt.end();
            answer.release();
            return;
        }
        int status = answer.getStatusCode();
        charge(exchange, answer);
        if (status >= 400) {
            // The service's own log line has the cause; this one records that the answer passed through here.
            ProblemLog.answered(
                    status,
                    "of the service " + exchange.route().service(),
                    exchange.request().path(),
                    Problems.traceId());
        }
        HeaderRules.toClient(answer, exchange);
        if (status == 204 || status == 304) {
            // These have no body by definition; the library would announce a chunked one.
            answer.setBody(null);
        }
        GzipBody compressed = compression.apply(exchange.request(), answer);
        Body content = answer.getBody();
        if (content != null && Http2Head.is(exchange.request())) {
            answer.setBody(Body.body(
                    new BreakableBody(content.stream(), () -> Cut.BROKEN.off(exchange.request())), content.length()));
        }
        if (body != null && !body.complete()) {
            UnreadBody.announce(exchange.request());
        }
        answer.send().onComplete(sent -> {
            attempt.end();
            if (compressed != null) {
                compressed.close();
            }
            if (sent.succeeded()) {
                exchange.end(status);
                if (body != null && !body.complete()) {
                    // The service did not wait for the rest of the body, and nobody else needs it.
                    request.reset();
                    UnreadBody.discard(exchange.request());
                }
            } else if (!exchange.abandoned()) {
                // The head has been sent. All that could be done was to cut the client off, which has happened.
                LOG.warnf(
                        "response interrupted route=%s requestId=%s cause=%s",
                        exchange.route().path(),
                        exchange.requestId(),
                        sent.cause().getMessage());
                exchange.end(ProblemType.UPSTREAM_FAILED.status());
            }
        });
    }

    /** Charges the cost and the number of predictions that the service reports. */
    private static void charge(Exchange exchange, ProxyResponse answer) {
        String cost = answer.headers().get(Headers.COST);
        String predictions = answer.headers().get(Headers.PREDICTIONS);
        try {
            if (cost != null) {
                exchange.costs(Math.min(HIGHEST_COST, Integer.parseInt(cost.strip()))
                        - exchange.route().cost());
            }
            if (predictions != null) {
                exchange.predicted(Math.min(HIGHEST_COST, Integer.parseInt(predictions.strip())) - 1);
            }
        } catch (NumberFormatException e) {
            LOG.warnf(
                    "cost header not understood service=%s route=%s",
                    exchange.route().service(), exchange.route().path());
        }
    }

    private static void notConnected(Exchange exchange, Throwable cause) {
        log(exchange, "service not reached", cause);
        exchange.refuse(new Refusal(
                "unreachable",
                ProblemType.UNAVAILABLE,
                "The " + exchange.route().service() + " service cannot be reached. Try again in 2 seconds.",
                TRY_AGAIN));
    }

    private static void notAnswered(Exchange exchange, Throwable cause) {
        if (exchange.ended()) {
            return;
        }
        if (exchange.request().response().closed()) {
            exchange.end(Traffic.CLIENT_GONE);
            return;
        }
        log(exchange, "service did not answer", cause);
        String service = exchange.route().service();
        exchange.refuse(
                cause instanceof TimeoutException
                        ? new Refusal(
                                "timeout",
                                ProblemType.DEADLINE_EXCEEDED,
                                "The " + service + " service did not respond within "
                                        + exchange.route().timeout().toMillis() + " ms. Try again later.")
                        : new Refusal(
                                "broken",
                                ProblemType.UPSTREAM_FAILED,
                                "The " + service
                                        + " service closed the connection before it responded. Try again later."));
    }

    private static void log(Exchange exchange, String what, Throwable cause) {
        LOG.debugf(
                "%s service=%s route=%s requestId=%s cause=%s",
                what, exchange.route().service(), exchange.route().path(), exchange.requestId(), cause);
    }
}
