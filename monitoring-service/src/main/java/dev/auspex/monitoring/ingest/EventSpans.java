package dev.auspex.monitoring.ingest;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.monitoring.ingest.Delivery.Event;
import dev.auspex.monitoring.ingest.Delivery.Poison;

/**
 * Spans that continue the trace of the request behind each event. Each event whose trace is sampled gets one consumer
 * span, from the decoded batch to its commit. Names follow the OpenTelemetry conventions for messaging.
 */
@ApplicationScoped
class EventSpans {

    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("auspex.outcome");

    private static final TextMapGetter<String> TRACE_PARENT = new TextMapGetter<>() {

        @Override
        public Iterable<String> keys(String carrier) {
            return List.of(CloudEventHeaders.TRACE_PARENT);
        }

        @Override
        public String get(@Nullable String carrier, String key) {
            return CloudEventHeaders.TRACE_PARENT.equals(key) ? carrier : null;
        }
    };

    private final Tracer tracer;

    EventSpans(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("dev.auspex.monitoring.ingest");
    }

    /** Starts the spans of the sampled deliveries. Each must be ended with {@link #end} or {@link #fail}. */
    IdentityHashMap<Delivery, Span> begin(String topic, String group, List<Delivery> batch) {
        IdentityHashMap<Delivery, Span> spans = new IdentityHashMap<>();
        for (Delivery delivery : batch) {
            Context parent = parent(delivery.traceParent());
            if (Span.fromContext(parent).getSpanContext().isSampled()) {
                spans.put(delivery, start(topic, group, delivery, parent));
            }
        }
        return spans;
    }

    void end(IdentityHashMap<Delivery, Span> spans, Set<String> fresh) {
        spans.forEach((delivery, span) -> {
            switch (delivery) {
                case Event event ->
                    span.setAttribute(OUTCOME, fresh.contains(event.eventId()) ? "folded" : "duplicate");
                case Poison poison ->
                    span.setAttribute(OUTCOME, "dead_letter").setStatus(StatusCode.ERROR, poison.cause());
            }
            span.end();
        });
    }

    void fail(IdentityHashMap<Delivery, Span> spans, Throwable cause) {
        spans.values().forEach(span -> span.setAttribute(OUTCOME, "retried")
                .setStatus(StatusCode.ERROR, cause.getClass().getSimpleName())
                .end());
    }

    private static Context parent(@Nullable String traceParent) {
        return traceParent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceParent, TRACE_PARENT);
    }

    private Span start(String topic, String group, Delivery delivery, Context parent) {
        SpanBuilder span = tracer.spanBuilder("process " + topic)
                .setParent(parent)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.destination.partition.id", Integer.toString(delivery.partition()))
                .setAttribute("messaging.consumer.group.name", group)
                .setAttribute("messaging.kafka.offset", delivery.offset());
        if (delivery instanceof Event event) {
            span.setAttribute("messaging.message.id", event.eventId())
                    .setAttribute("auspex.model", event.prediction().model())
                    .setAttribute("auspex.version", event.prediction().version())
                    .setAttribute(
                            "auspex.prediction",
                            event.prediction().predictionId().toString());
        }
        return span.startSpan();
    }
}
