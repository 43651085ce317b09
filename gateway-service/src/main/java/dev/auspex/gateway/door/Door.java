package dev.auspex.gateway.door;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.limit.Decision;
import dev.auspex.gateway.limit.Limiter;
import dev.auspex.gateway.problem.ProblemAnswer;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.RefusedException;
import dev.auspex.gateway.proxy.Exchange;
import dev.auspex.gateway.proxy.Forwarder;
import dev.auspex.gateway.route.Access;
import dev.auspex.gateway.route.PlainPath;
import dev.auspex.gateway.route.Route;
import dev.auspex.gateway.route.RouteTable;
import dev.auspex.gateway.token.BearerTokens;
import dev.auspex.gateway.traffic.Traffic;

/** What each request to a service passes, in this order: route, size, token, limit. */
@ApplicationScoped
public class Door implements Handler<RoutingContext> {

    /** Before everything that the framework does with a request, which is of no use to one that is passed on. */
    public static final int ORDER = -10_000;

    private static final Logger LOG = Logger.getLogger(Door.class);

    private static final Refusal ODD_PATH = new Refusal(
            "path",
            ProblemType.INVALID_INPUT,
            "The path has empty or dot segments, parameters, or encodings that are not needed; send it in normal form");

    private static final Refusal ODD_BODY =
            new Refusal("body", ProblemType.MALFORMED_BODY, "Content-Length or Transfer-Encoding is not well formed");

    private static final Refusal FAULT = new Refusal(
            "fault", ProblemType.INTERNAL, "Something went wrong on our side; the trace id finds it in the logs");

    private static final long MALFORMED = Long.MIN_VALUE;

    private final RouteTable table;
    private final RequestIds ids;
    private final BearerTokens tokens;
    private final Limiter limiter;
    private final Forwarder forwarder;
    private final Traffic traffic;

    Door(RouteTable table, RequestIds ids, BearerTokens tokens, Limiter limiter, Forwarder forwarder, Traffic traffic) {
        this.table = table;
        this.ids = ids;
        this.tokens = tokens;
        this.limiter = limiter;
        this.forwarder = forwarder;
        this.traffic = traffic;
        table.routes().forEach(route -> limiter.require(route.limit()));
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(this).failureHandler(Door::failed);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        if (path == null || !PlainPath.is(path)) {
            ProblemAnswer.send(request, ODD_PATH);
            return;
        }
        Route route = table.find(path);
        if (route == null) {
            context.next();
            return;
        }
        // Nothing of the body may be lost while token and limit are looked up.
        request.pause();
        long length = contentLength(request);
        Exchange exchange = new Exchange(request, route, ids.of(request), length, traffic);
        if (length == MALFORMED) {
            exchange.refuse(ODD_BODY);
            // Nobody knows where this request ends and the next one would begin.
            request.connection().close();
        } else if (length > route.bodyLimitBytes()) {
            exchange.refuse(Forwarder.tooLarge(route));
        } else {
            admit(exchange);
        }
    }

    private void admit(Exchange exchange) {
        principal(exchange)
                .compose(principal -> limiter.take(exchange.route().limit(), principal))
                .onComplete(outcome -> {
                    if (outcome.failed()) {
                        refuse(exchange, outcome.cause());
                    } else if (outcome.result().allowed()) {
                        exchange.limited(outcome.result());
                        pass(exchange);
                    } else {
                        exchange.limited(outcome.result());
                        exchange.refuse(overLimit(outcome.result()));
                    }
                });
    }

    private Future<String> principal(Exchange exchange) {
        if (exchange.route().access() == Access.TOKEN) {
            return tokens.account(exchange.request());
        }
        return Future.succeededFuture(ClientAddress.principal(exchange.clientAddress()));
    }

    private void pass(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        forwarder.forward(exchange);
    }

    private static Refusal overLimit(Decision decision) {
        return new Refusal(
                "limit",
                ProblemType.RATE_LIMITED,
                "More than " + decision.limit().rate() + " requests a second, after "
                        + decision.limit().burst() + " at once; wait as Retry-After says",
                decision.retryAfter());
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
        LOG.errorf(
                context.failure(), "request failed path=%s", context.request().path());
        ProblemAnswer.send(context.request(), FAULT);
    }

    /** Gives the declared length, 0 without a body, -1 where chunked, or {@link #MALFORMED}. */
    private static long contentLength(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String encoding = headers.get(HttpHeaders.TRANSFER_ENCODING);
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (encoding != null) {
            // Both at once, or an encoding that is not understood, is how requests are smuggled (RFC 9112, 6.1).
            return length == null && "chunked".equalsIgnoreCase(encoding.trim()) ? -1 : MALFORMED;
        }
        if (length == null) {
            return 0;
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
