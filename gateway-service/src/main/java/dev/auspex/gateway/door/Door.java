package dev.auspex.gateway.door;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import org.jboss.logging.Logger;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.limit.Limiter;
import dev.auspex.gateway.limit.Subject;
import dev.auspex.gateway.problem.ProblemAnswer;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.RefusedException;
import dev.auspex.gateway.proxy.Client;
import dev.auspex.gateway.proxy.Drain;
import dev.auspex.gateway.proxy.Exchange;
import dev.auspex.gateway.proxy.Forwarder;
import dev.auspex.gateway.proxy.OwnOperation;
import dev.auspex.gateway.route.Access;
import dev.auspex.gateway.route.PlainPath;
import dev.auspex.gateway.route.Route;
import dev.auspex.gateway.route.Routes;
import dev.auspex.gateway.token.Principal;
import dev.auspex.gateway.traffic.Traffic;
import dev.auspex.gateway.wire.Cut;
import dev.auspex.gateway.wire.Http2Head;
import dev.auspex.gateway.wire.WireExtension;

/** Checks each request to a service, in this order: route, method, size, token or key, rights, limits. */
@ApplicationScoped
public class Door implements Handler<RoutingContext> {

    /** Runs before everything that the framework does with a request, none of which a forwarded request needs. */
    public static final int ORDER = -10_000;

    private static final Logger LOG = Logger.getLogger(Door.class);

    private static final Refusal ODD_PATH = new Refusal(
            "path",
            ProblemType.INVALID_INPUT,
            "The path has empty segments, dot segments, parameters or unnecessary encodings. Send it in normal form.");

    private static final Refusal ODD_HEAD = new Refusal(
            "head",
            ProblemType.INVALID_INPUT,
            "The head of the request is not well formed. For example, HTTP/1.1 requires a Host header, and HTTP/2"
                    + " forbids connection headers.");

    private static final Refusal ODD_BODY = new Refusal(
            "body",
            ProblemType.MALFORMED_BODY,
            "Content-Length or Transfer-Encoding is not well formed. Send one of them, as RFC 9112 describes.");

    private static final Refusal ENCODED = new Refusal(
            "encoding",
            ProblemType.UNSUPPORTED_MEDIA_TYPE,
            "This address does not accept compressed bodies. Send the body uncompressed, without Content-Encoding.");

    private static final Refusal FAULT = new Refusal(
            "fault",
            ProblemType.INTERNAL,
            "An internal error occurred. Report the trace id, which identifies the error in the logs.");

    private static final Refusal NO_OPERATION = new Refusal(
            "route", ProblemType.NOT_FOUND, "No operation has this address. See `/api/docs` for all of them.");

    private static final CharSequence ALLOW = HttpHeaders.createOptimized("allow");

    private static final long MALFORMED = Long.MIN_VALUE;

    private final Routes routes;
    private final RequestIds ids;
    private final Clients clients;
    private final StrictTransport transport;
    private final Cors cors;
    private final Callers callers;
    private final Limiter limiter;
    private final Forwarder forwarder;
    private final Traffic traffic;
    private final Drain drain;
    private final Map<String, OwnOperation> own = new HashMap<>();
    private volatile boolean strict;

    Door(
            Routes routes,
            RequestIds ids,
            Clients clients,
            StrictTransport transport,
            Cors cors,
            Callers callers,
            Limiter limiter,
            Forwarder forwarder,
            Traffic traffic,
            Drain drain,
            @Any Instance<OwnOperation> operations) {
        this.routes = routes;
        this.ids = ids;
        this.clients = clients;
        this.transport = transport;
        this.cors = cors;
        this.callers = callers;
        this.limiter = limiter;
        this.forwarder = forwarder;
        this.traffic = traffic;
        this.drain = drain;
        operations.forEach(operation -> own.put(operation.path(), operation));
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(this).failureHandler(Door::failed);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!strict && !isStrict()) {
            ProblemAnswer.send(request, FAULT);
            return;
        }
        Client client = clients.of(request);
        transport.apply(request, client);
        boolean plain = Http2Head.is(request) ? Http2Head.isPlain(request) : hosts(request) <= 1;
        if (!plain) {
            ProblemAnswer.send(request, ODD_HEAD);
            return;
        }
        String path = request.path();
        if (path == null || !PlainPath.is(path)) {
            ProblemAnswer.send(request, ODD_PATH);
            return;
        }
        Route route = routes.table().find(path);
        if (route == null) {
            context.next();
            return;
        }
        if (cors.answers(request, route)) {
            return;
        }
        // No part of the body may be lost while the token and the limits are looked up.
        request.pause();
        long length = contentLength(request);
        Exchange exchange = new Exchange(request, route, ids.of(request), length, client, traffic, limiter, drain);
        if (length == MALFORMED) {
            exchange.refuse(ODD_BODY);
            // It is unknown where this request ends and the next one would begin.
            Cut.ENOUGH.off(request);
        } else if (!route.takes(request.method().name())) {
            request.response().putHeader(ALLOW, route.allow());
            exchange.refuse(otherMethod(route));
        } else if (length > route.bodyLimitBytes()) {
            exchange.refuse(Forwarder.tooLarge(route));
        } else if (length != 0 && isEncoded(request)) {
            request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
            exchange.refuse(ENCODED);
        } else {
            admit(exchange);
        }
    }

    /**
     * Returns whether the strict decoder is in place. Without it, a request may not be what it
     * seems, so none is accepted.
     */
    private boolean isStrict() {
        // In tests, the class loaders prevent Netty from finding the decoder.
        strict = WireExtension.isInPlace() || LaunchMode.current() != LaunchMode.NORMAL;
        if (!strict) {
            LOG.error("strict decoder not registered with Netty, requests refused");
        }
        return strict;
    }

    private void admit(Exchange exchange) {
        if (exchange.route().access() == Access.PUBLIC) {
            limit(exchange, Subject.address(exchange.client().principal()));
            return;
        }
        callers.principal(exchange.request(), exchange.client().principal()).onComplete(outcome -> {
            if (outcome.failed()) {
                refuse(exchange, outcome.cause());
                return;
            }
            Principal principal = outcome.result();
            Refusal forbidden =
                    Rights.refusal(exchange.route(), exchange.request().method().name(), principal);
            if (forbidden != null) {
                exchange.refuse(forbidden);
                return;
            }
            exchange.by(principal);
            limit(
                    exchange,
                    new Subject(
                            principal.account(),
                            principal.apiKey(),
                            principal.tenant(),
                            exchange.client().principal()));
        });
    }

    private void limit(Exchange exchange, Subject subject) {
        Route route = exchange.route();
        if (route.limit().equals(Limiter.NONE)) {
            pass(exchange);
            return;
        }
        boolean predicts = route.predicts(exchange.request().method().name());
        limiter.take(route.limit(), subject, route.cost(), predicts).onComplete(outcome -> {
            if (outcome.failed()) {
                refuse(exchange, outcome.cause());
                return;
            }
            exchange.limited(outcome.result());
            if (outcome.result().allowed()) {
                pass(exchange);
            } else {
                exchange.refuse(outcome.result().refusal());
            }
        });
    }

    private void pass(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))
                && request.version() != HttpVersion.HTTP_1_0
                && !request.isEnded()) {
            request.response().writeContinue();
        }
        if (exchange.route().own()) {
            OwnOperation operation = own.get(exchange.route().path());
            if (operation == null) {
                exchange.refuse(NO_OPERATION);
            } else {
                answer(operation, exchange);
            }
        } else {
            forwarder.forward(exchange);
        }
    }

    private static void answer(OwnOperation operation, Exchange exchange) {
        try {
            operation.answer(exchange);
        } catch (RuntimeException e) {
            refuse(exchange, e);
        }
    }

    private static Refusal otherMethod(Route route) {
        return new Refusal(
                "method",
                ProblemType.METHOD_NOT_ALLOWED,
                "This address does not support the method. Supported methods: " + route.allow() + ".");
    }

    private static void refuse(Exchange exchange, Throwable cause) {
        if (cause instanceof RefusedException refused) {
            exchange.refuse(refused.refusal());
        } else {
            LOG.errorf(
                    cause,
                    "request failed route=%s requestId=%s",
                    exchange.route().path(),
                    exchange.requestId());
            exchange.refuse(FAULT);
        }
    }

    private static void failed(RoutingContext context) {
        if (context.statusCode() >= 400 && context.statusCode() < 500) {
            // The router rejected the request before any handler saw it, for example because Host is missing.
            ProblemAnswer.send(context.request(), ODD_HEAD);
            return;
        }
        LOG.errorf(
                context.failure(), "request failed path=%s", context.request().path());
        ProblemAnswer.send(context.request(), FAULT);
    }

    /** Returns whether the body is encoded. {@code identity} means that it is not (RFC 9110, section 8.4). */
    private static boolean isEncoded(HttpServerRequest request) {
        for (String encodings : request.headers().getAll(HttpHeaders.CONTENT_ENCODING)) {
            if (!encodings.isBlank() && !encodings.strip().equalsIgnoreCase("identity")) {
                return true;
            }
        }
        return false;
    }

    /** Returns the number of Host headers. A request with two is ambiguous (RFC 9112, section 3.2). */
    private static int hosts(HttpServerRequest request) {
        return request.headers().getAll(HttpHeaders.HOST).size();
    }

    /** Returns the declared length, 0 without a body, -1 if the length is not declared, or {@link #MALFORMED}. */
    private static long contentLength(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String encoding = headers.get(HttpHeaders.TRANSFER_ENCODING);
        if (encoding != null && headers.getAll(HttpHeaders.TRANSFER_ENCODING).size() > 1) {
            return MALFORMED;
        }
        if (headers.getAll(HttpHeaders.CONTENT_LENGTH).size() > 1) {
            return MALFORMED;
        }
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (encoding != null) {
            // Both headers at once, or an unknown encoding, is how requests are smuggled (RFC 9112, section 6.1).
            return length == null && "chunked".equalsIgnoreCase(encoding) && request.version() != HttpVersion.HTTP_1_0
                    ? -1
                    : MALFORMED;
        }
        if (length == null) {
            return Http2Head.is(request) && Http2Head.isFollowed(request) ? -1 : 0;
        }
        long value = 0;
        for (int i = 0; i < length.length(); i++) {
            int digit = length.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i > 17) {
                return MALFORMED;
            }
            value = value * 10 + digit;
        }
        return length.isEmpty() ? MALFORMED : value;
    }
}
