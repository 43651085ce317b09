package dev.auspex.monitoring.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.monitoring.ingest.Delivery.Event;
import dev.auspex.monitoring.ingest.Delivery.Poison;

import static org.assertj.core.api.Assertions.assertThat;

class EventDecoderTest {

    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
    private final EventDecoder decoder = new EventDecoder(json);

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(CloudEventHeaders.SPEC_VERSION, "1.0");
        headers.put(CloudEventHeaders.ID, "event-1");
        headers.put(CloudEventHeaders.TYPE, PredictionCompleted.TYPE);
        headers.put(CloudEventHeaders.TRACE_PARENT, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        return headers;
    }

    private static Map<String, Object> body() {
        Map<String, Object> features = new HashMap<>();
        features.put("tenure", 3);
        features.put("plan", "gold");
        features.put("charges", null);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("predictionId", UUID.randomUUID().toString());
        body.put("tenantId", UUID.randomUUID().toString());
        body.put("model", "churn");
        body.put("version", "1");
        body.put("label", "yes");
        body.put("score", 0.7);
        body.put("features", features);
        body.put("inferenceMicros", 10);
        body.put("totalMicros", 20);
        body.put("createdAt", Instant.now().toString());
        return body;
    }

    private static ConsumerRecord<byte[], byte[]> record(Map<String, String> headers, byte[] value) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("topic", 3, 17, null, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private Delivery decode(UnaryOperator<Map<String, Object>> change) {
        try {
            return decoder.decode(record(headers(), json.writeValueAsBytes(change.apply(body()))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String causeWith(String member, Object value) {
        Delivery delivery = decode(body -> {
            body.put(member, value);
            return body;
        });
        return delivery instanceof Poison poison ? poison.cause() : "none";
    }

    private String causeWithHeader(String name, String value) throws JsonProcessingException {
        Map<String, String> headers = headers();
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
        Delivery delivery = decoder.decode(record(headers, json.writeValueAsBytes(body())));
        return delivery instanceof Poison poison ? poison.cause() : "none";
    }

    @Test
    void readsAnEventAndToleratesMembersOfTheFuture() {
        // When
        Delivery delivery = decode(body -> {
            body.put("memberOfTheFuture", 1);
            return body;
        });

        // Then
        assertThat(delivery).isInstanceOfSatisfying(Event.class, event -> {
            assertThat(event.eventId()).isEqualTo("event-1");
            assertThat(event.partition()).isEqualTo(3);
            assertThat(event.offset()).isEqualTo(17);
            assertThat(event.traceParent()).endsWith("-01");
            assertThat(event.prediction().features())
                    .containsEntry("charges", null)
                    .containsEntry("plan", "gold");
        });
    }

    @Test
    void refusesARecordWithoutItsHeaders() throws JsonProcessingException {
        assertThat(causeWithHeader(CloudEventHeaders.ID, null)).isEqualTo("ce_id is missing");
        assertThat(causeWithHeader(CloudEventHeaders.ID, " ")).isEqualTo("ce_id is missing");
        assertThat(causeWithHeader(CloudEventHeaders.ID, "x".repeat(201))).startsWith("ce_id is longer");
        assertThat(causeWithHeader(CloudEventHeaders.ID, "a\0b")).startsWith("ce_id is longer");
        assertThat(causeWithHeader(CloudEventHeaders.TYPE, null)).startsWith("ce_type is not");
        assertThat(causeWithHeader(CloudEventHeaders.TYPE, "dev.auspex.prediction.completed.v2"))
                .startsWith("ce_type is not");
        assertThat(causeWithHeader(CloudEventHeaders.SPEC_VERSION, "0.3")).startsWith("ce_specversion is not");
    }

    @Test
    void refusesAMemberThatIsMissingInsteadOfReadingZero() {
        for (String member : body().keySet()) {
            Delivery delivery = decode(body -> {
                body.remove(member);
                return body;
            });
            assertThat(delivery).as(member).isInstanceOf(Poison.class);
        }
    }

    @Test
    void refusesValuesThatStatisticsCouldNotTake() {
        assertThat(causeWith("score", 1.1)).isEqualTo("/score is not between 0 and 1");
        assertThat(causeWith("score", "NaN")).isEqualTo("/score is not between 0 and 1");
        assertThat(causeWith("model", "No Model")).isEqualTo("/model is not a model name");
        assertThat(causeWith("version", "1\0")).isEqualTo("/version is not a version");
        assertThat(causeWith("label", " ")).isEqualTo("/label is missing");
        assertThat(causeWith("inferenceMicros", -1)).isEqualTo("/inferenceMicros is negative");
        assertThat(causeWith("totalMicros", -1)).isEqualTo("/totalMicros is negative");
        assertThat(causeWith("createdAt", "1960-01-01T00:00:00Z")).isEqualTo("/createdAt is before 1970");
        assertThat(causeWith("createdAt", Instant.now().plus(Duration.ofDays(1)).toString()))
                .isEqualTo("/createdAt is in the future");
        assertThat(causeWith("features", Map.of("x", Map.of("y", 1)))).startsWith("a feature is not a number");
        assertThat(causeWith("features", Map.of("x\0", 1))).startsWith("the name of a feature");
        Map<String, Object> many = new HashMap<>();
        for (int i = 0; i < 1001; i++) {
            many.put("f" + i, i);
        }
        assertThat(causeWith("features", many)).isEqualTo("/features has more than 1000 entries");
    }

    @Test
    void namesThePlaceButNeverQuotesTheRecord() {
        // When
        String cause = causeWith("tenantId", "secret-value");

        // Then
        assertThat(cause).isEqualTo("the value is not a valid prediction at /tenantId");
    }

    @Test
    void keepsABoundedCopyOfWhatItRefuses() {
        // Given
        byte[] huge = new byte[300 * 1024];
        Map<String, String> headers = headers();
        for (int i = 0; i < 30; i++) {
            headers.put("h" + i, "\0" + "x".repeat(500));
        }

        // When
        Delivery delivery = decoder.decode(record(headers, huge));

        // Then
        assertThat(delivery).isInstanceOfSatisfying(Poison.class, poison -> {
            assertThat(poison.cause()).isEqualTo("the value is not valid JSON");
            assertThat(poison.raw().value().length()).isEqualTo(256 * 1024);
            assertThat(poison.raw().headers()).hasSize(20);
            assertThat(poison.raw().headers().getString("h0")).hasSize(200).startsWith("?");
        });
    }

    @Test
    void refusesARecordWithoutAValue() {
        assertThat(decoder.decode(record(headers(), null)))
                .isInstanceOfSatisfying(
                        Poison.class, poison -> assertThat(poison.cause()).isEqualTo("the record has no value"));
        assertThat(decoder.decode(record(headers(), "null".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOfSatisfying(
                        Poison.class, poison -> assertThat(poison.cause()).isEqualTo("the value is null"));
    }
}
