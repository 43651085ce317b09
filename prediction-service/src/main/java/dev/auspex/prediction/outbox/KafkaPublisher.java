package dev.auspex.prediction.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

import dev.auspex.chassis.outbox.Publishing;
import dev.auspex.contracts.event.CloudEventHeaders;

/**
 * Publisher of CloudEvents to Kafka, in binary mode. Used by one thread at a time.
 *
 * <p>Each event gets a producer span as a child of the request that caused it, and carries that span's context, so that
 * the consumer's work belongs to the same trace.
 */
@ApplicationScoped
class KafkaPublisher implements EventPublisher {

    private static final Logger LOG = Logger.getLogger(KafkaPublisher.class);
    private static final String SOURCE = "/prediction-service";
    private static final String CONTENT_TYPE = "application/json";
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Map<String, Object> kafka;
    private final OutboxConfig config;
    private final Tracer tracer;
    private final Set<String> topics = new HashSet<>();
    private KafkaProducer<String, String> producer;

    KafkaPublisher(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            OutboxConfig config,
            OpenTelemetry telemetry) {
        this.kafka = kafka;
        this.config = config;
        this.tracer = telemetry.getTracer("dev.auspex.prediction.outbox");
    }

    @Override
    public synchronized void publish(List<StoredEvent> events) throws InterruptedException {
        try {
            prepare(events);
            List<Sent> sent = new ArrayList<>(events.size());
            for (StoredEvent event : events) {
                sent.add(send(event));
            }
            await(sent);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // Events that are still in the producer's buffers would arrive late and out of order: start with a new one.
            close(Duration.ZERO);
            throw new PublishException("Kafka did not accept " + events.size() + " events.", e);
        }
    }

    private record Sent(Future<RecordMetadata> result, Span span) {}

    private Sent send(StoredEvent stored) {
        NewEvent event = stored.event();
        Span span = tracer.spanBuilder(event.topic() + " publish")
                .setSpanKind(SpanKind.PRODUCER)
                .setParent(parent(event))
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "publish")
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.destination.name", event.topic())
                .setAttribute("messaging.message.id", event.id().toString())
                .startSpan();
        try {
            ProducerRecord<String, String> message = new ProducerRecord<>(event.topic(), event.key(), event.payload());
            describe(message.headers(), stored, span);
            return new Sent(producer.send(message), span);
        } catch (KafkaException e) {
            end(span, e);
            throw e;
        }
    }

    private static void describe(Headers headers, StoredEvent stored, Span span) {
        NewEvent event = stored.event();
        put(headers, CloudEventHeaders.SPEC_VERSION, "1.0");
        put(headers, CloudEventHeaders.ID, event.id().toString());
        put(headers, CloudEventHeaders.TYPE, event.type());
        put(headers, CloudEventHeaders.SOURCE, SOURCE);
        put(headers, CloudEventHeaders.SUBJECT, event.key());
        put(headers, CloudEventHeaders.TIME, stored.createdAt().toString());
        put(headers, CloudEventHeaders.CONTENT_TYPE, CONTENT_TYPE);
        W3CTraceContextPropagator.getInstance()
                .inject(Context.root().with(span), headers, (carrier, key, value) -> put(carrier, key, value));
    }

    private static void put(Headers headers, String key, String value) {
        headers.add(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Context parent(NewEvent event) {
        return event.traceParent() == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), event.traceParent(), TRACE_PARENT);
    }

    private static final TextMapGetter<String> TRACE_PARENT = new TextMapGetter<>() {

        @Override
        public Iterable<String> keys(String traceParent) {
            return List.of(CloudEventHeaders.TRACE_PARENT);
        }

        @Override
        public String get(String traceParent, String key) {
            return CloudEventHeaders.TRACE_PARENT.equals(key) ? traceParent : null;
        }
    };

    /** Waits for all events, so that every span ends, and then throws the first failure. */
    private void await(List<Sent> sent) throws ExecutionException, TimeoutException, InterruptedException {
        long end = System.nanoTime() + config.delivery().toNanos() + Publishing.MAX_BLOCK.toNanos();
        Exception first = null;
        for (Sent one : sent) {
            try {
                one.result().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                one.span().end();
            } catch (ExecutionException | TimeoutException e) {
                end(one.span(), e);
                first = first == null ? e : first;
            }
        }
        switch (first) {
            case null -> {
                // Kafka has all of them.
            }
            case ExecutionException e -> throw e;
            case TimeoutException e -> throw e;
            default -> throw new IllegalStateException(first);
        }
    }

    private static void end(Span span, Exception cause) {
        span.setStatus(StatusCode.ERROR, cause.getClass().getSimpleName());
        span.end();
    }

    private void prepare(List<StoredEvent> events) throws InterruptedException, ExecutionException, TimeoutException {
        for (StoredEvent event : events) {
            if (!topics.contains(event.event().topic())) {
                createTopic(event.event().topic());
            }
        }
        if (producer == null) {
            producer = new KafkaProducer<>(
                    Publishing.producer(kafka, "prediction-outbox", config.delivery()),
                    new StringSerializer(),
                    new StringSerializer());
        }
    }

    private void createTopic(String topic) throws InterruptedException, ExecutionException, TimeoutException {
        NewTopic wanted = new NewTopic(topic, Optional.of(config.partitions()), Optional.empty());
        if (Publishing.create(wanted, kafka, config.delivery())) {
            LOG.infof("topic created topic=%s partitions=%d", topic, config.partitions());
        }
        topics.add(topic);
    }

    @Override
    public synchronized void close() {
        close(CLOSE);
    }

    private void close(Duration wait) {
        if (producer != null) {
            producer.close(wait);
            producer = null;
        }
        topics.clear();
    }
}
