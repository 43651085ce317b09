package dev.auspex.prediction.model;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import dev.auspex.chassis.topic.TopicReader;
import dev.auspex.contracts.event.ModelChanged;
import dev.auspex.contracts.event.Topics;

/**
 * Listener for registry changes. It tells the {@link ModelCatalogue} to read again what changed. An event only says
 * where to look, so an event that arrives twice costs one more request and changes nothing.
 */
@ApplicationScoped
class ChangeFeed {

    private final ModelCatalogue catalogue;
    private final ObjectReader json;
    private final TopicReader reader;
    private final boolean reading;

    ChangeFeed(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ChangeFeedConfig config,
            ModelCatalogue catalogue,
            ObjectMapper json) {
        this.catalogue = catalogue;
        // A newer model service may add fields and kinds of change. Every event is a reason to read again.
        this.json = json.readerFor(ModelChanged.class)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL);
        this.reading = config.kafka();
        this.reader = new TopicReader(
                "model-changes", List.of(Topics.MODEL_CHANGED), Duration.ZERO, kafka, config, this::heard);
    }

    void start(@Observes StartupEvent event) {
        catalogue.hearing(reader::connected);
        if (reading) {
            reader.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        reader.close();
    }

    private void heard(ConsumerRecord<byte[], byte[]> message) throws IOException {
        ModelChanged change = json.readValue(message.value());
        if (change == null || change.model() == null) {
            throw new IOException("The event does not name a model.");
        }
        catalogue.heard(change);
    }
}
