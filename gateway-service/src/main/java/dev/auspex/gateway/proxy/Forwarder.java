package dev.auspex.gateway.proxy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.route.Route;
import dev.auspex.gateway.route.RouteTable;
import dev.auspex.gateway.traffic.Traffic;
import dev.auspex.gateway.upstream.Upstreams;

/**
 * Streams a request to its service and the answer back. Bodies pass chunk by chunk; when one side is slow, the other one
 * is not read.
 */
@ApplicationScoped
public class Forwarder {

    private static final Logger LOG = Logger.getLogger(Forwarder.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

    private final Upstreams upstreams;
    private final RequestOptions[] targets;

    Forwarder(Upstreams upstreams, RouteTable table) {
        this.upstreams = upstreams;
        List<Route> routes = table.routes();
        this.targets = new RequestOptions[routes.size()];
        for (Route route : routes) {
            targets[route.index()] = upstreams.target(route.service(), route.timeout());
        }
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
        // Safe requests without a body may be sent twice, when a connection turns out to have been closed.
        HttpMethod method = exchange.request().method();
        boolean repeatable =
                exchange.contentLength() == 0 && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD));
        connect(exchange, repeatable);
    }

    private void connect(Exchange exchange, boolean repeatable) {
        upstreams.request(targets[exchange.route().index()]).onComplete(connected -> {
            if (connected.succeeded()) {
                send(exchange, connected.result(), repeatable);
            } else {
                notConnected(exchange, connected.cause());
            }
        });
    }

    private void send(Exchange exchange, HttpClientRequest request, boolean repeatable) {
        // What goes wrong comes back through the answer's future; without a handler it would be logged as an error too.
        request.exceptionHandler(failure -> log(exchange, "request to service broke off", failure));
        if (exchange.ended() || exchange.abandoned()) {
            request.reset();
            return;
        }
        ProxyRequest out = ProxyRequest.reverseProxy(exchange.request());
        HeaderRules.toService(out, exchange);
        setBody(out, exchange);
        out.send(request).onComplete(answered -> {
            if (answered.succeeded()) {
                relay(exchange, answered.result());
            } else if (repeatable && !(answered.cause() instanceof TimeoutException)) {
                connect(exchange, false);
            } else {
                notAnswered(exchange, answered.cause());
            }
        });
    }

    private static void setBody(ProxyRequest out, Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (exchange.contentLength() == 0) {
            out.setBody(null);
            request.resume();
        } else if (exchange.contentLength() < 0) {
            Route route = exchange.route();
            Runnable tooLong = () -> exchange.refuse(tooLarge(route));
            out.setBody(Body.body(new BoundedBody(request, route.bodyLimitBytes(), tooLong), -1));
        }
    }

    private static void relay(Exchange exchange, ProxyResponse answer) {
        if (exchange.ended() || exchange.abandoned()) {
            answer.release();
            return;
        }
        int status = answer.getStatusCode();
        HeaderRules.toClient(answer, exchange);
        if (status == 204 || status == 304) {
            // No body by definition; the library would announce a chunked one.
            answer.setBody(null);
        }
        answer.send().onComplete(sent -> {
            if (sent.succeeded()) {
                exchange.end(status);
            } else if (!exchange.abandoned()) {
                // The head is out: all that is left is to cut the connection, which the library did.
                LOG.warnf(
                        "answer broke off route=%s requestId=%s cause=%s",
                        exchange.route().path(),
                        exchange.requestId(),
                        sent.cause().getMessage());
                exchange.end(ProblemType.UPSTREAM_FAILED.status());
            }
        });
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
