package dev.auspex.monitoring.ingest;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.quarkus.arc.Unremovable;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.contracts.event.Topics;
import dev.auspex.monitoring.MonitoringTest;
import dev.auspex.monitoring.TestEvents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@MonitoringTest
class EventSpansTest {

    @Inject
    Recorder recorder;

    @Test
    void continuesTheTraceOfEachSampledEventOnly() {
        // Given
        UUID tenant = UUID.randomUUID();
        PredictionCompleted sampled = TestEvents.prediction(tenant, "churn", "1", 1);
        PredictionCompleted unsampled = TestEvents.prediction(tenant, "churn", "1", 2);
        String topic = Topics.PREDICTION_COMPLETED;
        String trace = UUID.randomUUID().toString().replace("-", "");
        String otherTrace = UUID.randomUUID().toString().replace("-", "");

        // When
        try (TestEvents events = new TestEvents()) {
            events.createTopic(topic, 6);
            events.send(List.of(
                    TestEvents.record(topic, unsampled, "00-" + otherTrace + "-b7ad6b7169203331-00"),
                    TestEvents.record(topic, sampled, "00-" + trace + "-b7ad6b7169203331-01"),
                    TestEvents.record(topic, sampled, "00-" + trace + "-b7ad6b7169203331-01"),
                    TestEvents.record(topic, TestEvents.prediction(tenant, "churn", "1", 3), "nonsense")));
        }

        // Then
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(recorder.of(trace))
                .hasSize(2)
                .allSatisfy(span -> {
                    assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
                    assertThat(span.getParentSpanContext().getSpanId()).isEqualTo("b7ad6b7169203331");
                    assertThat(span.getAttribute(AttributeKey.stringKey("auspex.model")))
                            .isEqualTo("churn");
                    assertThat(span.getAttribute(AttributeKey.stringKey("auspex.version")))
                            .isEqualTo("1");
                })
                .extracting(span -> span.getAttribute(AttributeKey.stringKey("auspex.outcome")))
                .contains("folded"));
        assertThat(recorder.of(otherTrace)).isEmpty();
    }

    /** Keeps the spans that ended. */
    @Unremovable
    @ApplicationScoped
    public static class Recorder implements SpanProcessor {

        private final Queue<ReadableSpan> ended = new ConcurrentLinkedQueue<>();

        List<ReadableSpan> of(String trace) {
            return ended.stream()
                    .filter(span -> span.getSpanContext().getTraceId().equals(trace))
                    .toList();
        }

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            // Only ended spans are of interest.
        }

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.add(span);
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
