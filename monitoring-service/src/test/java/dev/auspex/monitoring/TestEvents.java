package dev.auspex.monitoring;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.localstack.testing.LocalStackResource;

/** Publishes events to the test's Kafka, as the prediction service does. */
public final class TestEvents implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final KafkaProducer<String, byte[]> producer;

    public TestEvents() {
        // One request at a time: on a topic made a moment ago the broker may refuse the first of several requests and
        // take the second, and then never takes the first's sequence numbers again.
        Map<String, Object> settings = LocalStackResource.kafka();
        settings.put("acks", "all");
        settings.put("max.in.flight.requests.per.connection", 1);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    public void createTopic(String topic, int partitions) {
        try (Admin admin = Admin.create(LocalStackResource.kafka())) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A prediction of today's shape: one number, one category, one value that is missing. */
    public static PredictionCompleted prediction(UUID tenant, String model, String version, int i) {
        Map<String, Object> features = new LinkedHashMap<>();
        features.put("tenure", i % 100);
        features.put("contract", i % 2 == 0 ? "monthly" : "yearly");
        features.put("charges", i % 4 == 0 ? null : 20.5 + i % 10);
        double score = (i % 100 + 0.5) / 100;
        return new PredictionCompleted(
                UUID.randomUUID(),
                tenant,
                model,
                version,
                score >= 0.5 ? "yes" : "no",
                score,
                features,
                100 + i % 100,
                1000 + i % 100,
                Instant.now());
    }

    public static List<PredictionCompleted> predictions(UUID tenant, String model, String version, int count) {
        List<PredictionCompleted> predictions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            predictions.add(prediction(tenant, model, version, i));
        }
        return predictions;
    }

    /** Publishes events; the event's id is the prediction's, so a second publication is a duplicate. */
    public void publish(String topic, List<PredictionCompleted> predictions) {
        List<ProducerRecord<String, byte[]>> records = predictions.stream()
                .map(prediction -> record(topic, prediction, null))
                .toList();
        send(records);
    }

    public static ProducerRecord<String, byte[]> record(
            String topic, PredictionCompleted prediction, String traceParent) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(CloudEventHeaders.SPEC_VERSION, "1.0");
        headers.put(CloudEventHeaders.ID, prediction.predictionId().toString());
        headers.put(CloudEventHeaders.TYPE, PredictionCompleted.TYPE);
        headers.put(CloudEventHeaders.SOURCE, "/prediction-service");
        headers.put(CloudEventHeaders.CONTENT_TYPE, "application/json");
        if (traceParent != null) {
            headers.put(CloudEventHeaders.TRACE_PARENT, traceParent);
        }
        return record(topic, prediction.predictionId().toString(), json(prediction), headers);
    }

    public static ProducerRecord<String, byte[]> record(
            String topic, String key, byte[] value, Map<String, String> headers) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    public void send(List<ProducerRecord<String, byte[]>> records) {
        List<Future<?>> sent = new ArrayList<>();
        records.forEach(record -> sent.add(producer.send(record)));
        producer.flush();
        for (Future<?> one : sent) {
            try {
                one.get(30, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public static byte[] json(PredictionCompleted prediction) {
        try {
            return JSON.writeValueAsBytes(prediction);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
