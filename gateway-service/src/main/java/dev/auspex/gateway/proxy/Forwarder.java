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
 * Streams a request to its service and the answer back. Bodies pass chunk by chunk; when one side is slow, the other one
 * is not read.
 */
@ApplicationScoped
public class Forwarder {

    private static final Logger LOG = Logger.getLogger(Forwarder.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

    private static final int HIGHEST_COST = 1_000_000;

    /** Heads of request and answer, the objects of an exchange, and a chunk of the answer. */
    private static final long HEADS = 16 * 1024;

    /** What may be under way of a body that streams: a queue to the service and the socket's own chunks. */
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
                .description("Requests sent to a service once more")
                .register(metrics);
    }

    /** Refuses a body that is longer than the route takes. */
    public static Refusal tooLarge(Route route) {
        return new Refusal(
                "body",
                ProblemType.BODY_TOO_LARGE,
                route.bodyLimitBytes() == 0
                        ? "This address takes no body"
                        : "The body is larger than the " + route.bodyLimitBytes() + " bytes that this address takes");
    }

    /** Takes a request, which must be paused, to its end. */
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
                    "The " + exchange.route().service()
                            + " service fails at the moment and is left alone. Try again in 2 seconds.",
                    TRY_AGAIN));
            return;
        }
        connect(exchange, upstream, upstream.first(exchange.caller()), true);
    }

    /** Charges what an exchange may hold in this process, or gives the problem why it may not. */
    private @Nullable ProblemException hold(Exchange exchange) {
        Charge charge = budget.open(exchange.caller());
        exchange.holds(charge);
        long body = exchange.contentLength() < 0 ? WINDOW : Math.min(WINDOW, exchange.contentLength());
        return budget.refusal(charge.take(HEADS + body));
    }

    /** Safe requests without a body may be sent twice, when a connection turns out to have been closed. */
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
                // Too many wait for a connection: no sign that the service is not well.
                attempt.end();
            }
            // Nothing was sent yet, so whatever it is may go to another address.
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
        // What goes wrong comes back through the answer's future; without a handler it would be logged as an error too.
        request.exceptionHandler(failure -> log(exchange, "request to service broke off", failure));
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
                // It was the client who went away.
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

    /** Gives the body, or null where there is none. */
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
            // The library sends chunks only where the client did, and HTTP/2 has none; this header goes no further.
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
            // The service's own line has the cause; this one says that its answer went through here.
            ProblemLog.answered(
                    status,
                    "of the service " + exchange.route().service(),
                    exchange.request().path(),
                    Problems.traceId());
        }
        HeaderRules.toClient(answer, exchange);
        if (status == 204 || status == 304) {
            // No body by definition; the library would announce a chunked one.
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
                    // The service did not wait for the rest of the body, and nobody else wants it.
                    request.reset();
                    UnreadBody.discard(exchange.request());
                }
            } else if (!exchange.abandoned()) {
                // The head is out: all that is left is to cut the client off, which was done.
                LOG.warnf(
                        "answer broke off route=%s requestId=%s cause=%s",
                        exchange.route().path(),
                        exchange.requestId(),
                        sent.cause().getMessage());
                exchange.end(ProblemType.UPSTREAM_FAILED.status());
            }
        });
    }

    /** Takes what the service says that the request cost, and how many predictions it made. */
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
                    "cost not understood service=%s route=%s",
                    exchange.route().service(), exchange.route().path());
        }
    }

    private static void notConnected(Exchange exchange, Throwable cause) {
        log(exchange, "service not reached", cause);
        exchange.refuse(new Refusal(
                "unreachable",
                ProblemType.UNAVAILABLE,
                "The " + exchange.route().service() + " service cannot be reached at the moment; try again",
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
                                "The " + service + " service did not answer within "
                                        + exchange.route().timeout().toMillis() + " ms")
                        : new Refusal(
                                "broken",
                                ProblemType.UPSTREAM_FAILED,
                                "The " + service + " service broke the connection before it answered"));
    }

    private static void log(Exchange exchange, String what, Throwable cause) {
        LOG.debugf(
                "%s service=%s route=%s requestId=%s cause=%s",
                what, exchange.route().service(), exchange.route().path(), exchange.requestId(), cause);
    }
}
