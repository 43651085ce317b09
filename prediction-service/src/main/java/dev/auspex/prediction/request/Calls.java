package dev.auspex.prediction.request;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.deadline.RequestDeadline;
import dev.auspex.chassis.identity.Caller;
import dev.auspex.contracts.http.Headers;

/** Factory for the context of the current request. */
@ApplicationScoped
class Calls {

    private final Caller caller;
    private final CurrentVertxRequest current;
    private final RequestClock clock;
    private final RequestConfig config;

    Calls(Caller caller, CurrentVertxRequest current, RequestClock clock, RequestConfig config) {
        this.caller = caller;
        this.current = current;
        this.clock = clock;
        this.config = config;
    }

    Call current() {
        HttpServerRequest request = current.getCurrent().request();
        return new Call(
                caller.tenantId(),
                caller.accountId(),
                caller.bearer(),
                request.getHeader(Headers.REQUEST_ID),
                traceParent(),
                RequestDeadline.of(request.getHeader(Headers.REQUEST_DEADLINE), config.deadline()),
                clock.startedNanos());
    }

    /** Returns the current span as a W3C Trace Context header, version 00, or null if there is none. */
    private static String traceParent() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid()
                ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex()
                : null;
    }
}
