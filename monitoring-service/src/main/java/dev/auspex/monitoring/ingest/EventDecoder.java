package dev.auspex.monitoring.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.monitoring.ingest.Delivery.Event;
import dev.auspex.monitoring.ingest.Delivery.Poison;
import dev.auspex.monitoring.ingest.Delivery.Raw;

/**
 * Decoder of records as CloudEvents 1.0 in binary mode. It rejects anything that the statistics could not store, before
 * a transaction begins. A cause names what is wrong but never quotes the record, which holds customer data.
 */
@ApplicationScoped
class EventDecoder {

    private static final Pattern MODEL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_NAME = 200;
    private static final int MOST_FEATURES = 1000;
    private static final int MOST_HEADERS = 20;
    private static final int LONGEST_VALUE = 256 * 1024;

    private final ObjectReader reader;

    EventDecoder(ObjectMapper mapper) {
        // A newer producer may add members. A missing member must not become a zero.
        this.reader = mapper.readerFor(PredictionCompleted.class)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }

    Delivery decode(ConsumerRecord<?, byte[]> record) {
        String traceParent = header(record, CloudEventHeaders.TRACE_PARENT);
        Raw raw = raw(record);
        try {
            String id = id(record);
            PredictionCompleted prediction = parse(record.value());
            check(prediction);
            return new Event(record.partition(), record.offset(), traceParent, id, prediction, raw);
        } catch (PoisonException e) {
            return new Poison(record.partition(), record.offset(), traceParent, e.getMessage(), raw);
        }
    }

    private static String id(ConsumerRecord<?, byte[]> record) throws PoisonException {
        require(
                "1.0".equals(header(record, CloudEventHeaders.SPEC_VERSION)),
                CloudEventHeaders.SPEC_VERSION + " is not 1.0");
        require(
                PredictionCompleted.TYPE.equals(header(record, CloudEventHeaders.TYPE)),
                CloudEventHeaders.TYPE + " is not " + PredictionCompleted.TYPE);
        String id = header(record, CloudEventHeaders.ID);
        require(id != null && !id.isBlank(), CloudEventHeaders.ID + " is missing");
        require(
                id.length() <= LONGEST_ID && storable(id),
                CloudEventHeaders.ID + " is longer than " + LONGEST_ID + " characters or contains a NUL character");
        return id;
    }

    private PredictionCompleted parse(@Nullable byte[] value) throws PoisonException {
        require(value != null, "the record has no value");
        try {
            PredictionCompleted prediction = reader.readValue(value);
            require(prediction != null, "the value is null");
            return prediction;
        } catch (JsonMappingException e) {
            String path = e.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "/" + step.getIndex() : "/" + step.getFieldName())
                    .collect(Collectors.joining());
            throw new PoisonException("the value is not a valid prediction at " + (path.isEmpty() ? "its root" : path));
        } catch (IOException e) {
            throw new PoisonException("the value is not valid JSON");
        }
    }

    private static void check(PredictionCompleted prediction) throws PoisonException {
        require(prediction.predictionId() != null, "/predictionId is missing");
        require(prediction.tenantId() != null, "/tenantId is missing");
        require(matches(MODEL, prediction.model()), "/model is not a model name");
        require(matches(VERSION, prediction.version()), "/version is not a version");
        require(prediction.label() != null && !prediction.label().isBlank(), "/label is missing");
        require(prediction.score() >= 0 && prediction.score() <= 1, "/score is not between 0 and 1");
        require(prediction.inferenceMicros() >= 0, "/inferenceMicros is negative");
        require(prediction.totalMicros() >= 0, "/totalMicros is negative");
        Instant createdAt = prediction.createdAt();
        require(createdAt != null, "/createdAt is missing");
        require(!createdAt.isBefore(Instant.EPOCH), "/createdAt is before 1970");
        require(!createdAt.isAfter(Instant.now().plus(CLOCK_SKEW)), "/createdAt is in the future");
        require(prediction.features() != null, "/features is missing");
        require(prediction.features().size() <= MOST_FEATURES, "/features has more than " + MOST_FEATURES + " entries");
        for (Map.Entry<String, Object> feature : prediction.features().entrySet()) {
            require(
                    feature.getKey().length() <= LONGEST_NAME && storable(feature.getKey()),
                    "the name of a feature is longer than " + LONGEST_NAME + " characters or contains a NUL character");
            require(scalar(feature.getValue()), "a feature is not a number, string, boolean or null");
        }
    }

    private static boolean scalar(@Nullable Object value) {
        return value == null || value instanceof Number || value instanceof String || value instanceof Boolean;
    }

    private static boolean matches(Pattern pattern, @Nullable String text) {
        return text != null && pattern.matcher(text).matches();
    }

    /** Returns whether PostgreSQL can store the text: it allows no NUL. */
    private static boolean storable(String text) {
        return text.indexOf('\0') < 0;
    }

    private static void require(boolean condition, String cause) throws PoisonException {
        if (!condition) {
            throw new PoisonException(cause);
        }
    }

    @Nullable
    private static String header(ConsumerRecord<?, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static Raw raw(ConsumerRecord<?, byte[]> record) {
        JsonObject headers = new JsonObject();
        for (Header header : record.headers()) {
            if (headers.size() == MOST_HEADERS) {
                break;
            }
            String text = header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
            headers.put(bounded(header.key()), bounded(text));
        }
        byte[] value = record.value();
        return new Raw(
                headers,
                value == null ? null : Buffer.buffer(Arrays.copyOf(value, Math.min(value.length, LONGEST_VALUE))));
    }

    private static String bounded(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_NAME)).replace('\0', '?');
    }

    /** Reason why a record can never be folded. */
    private static final class PoisonException extends Exception {

        private static final long serialVersionUID = 1L;

        PoisonException(String cause) {
            super(cause, null, false, false);
        }
    }
}
