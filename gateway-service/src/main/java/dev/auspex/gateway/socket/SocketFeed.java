package dev.auspex.gateway.socket;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import dev.auspex.chassis.topic.TopicReader;
import dev.auspex.contracts.event.Topics;
import dev.auspex.gateway.event.TopicConfig;

/**
 * Delivers the suite's events to sockets. Every replica reads all events, starting now: a socket receives what happens
 * while it is open, and its client asks the API for anything earlier.
 */
@ApplicationScoped
public class SocketFeed {

    private final Sockets sockets;
    private final boolean reading;
    private final TopicReader reader;

    SocketFeed(@Identifier("default-kafka-broker") Map<String, Object> kafka, TopicConfig topics, Sockets sockets) {
        this.sockets = sockets;
        this.reading = topics.kafka();
        this.reader = new TopicReader(
                "socket-events",
                List.of(Topics.PREDICTION_COMPLETED, Topics.MODEL_CHANGED),
                Duration.ZERO,
                kafka,
                topics,
                this::heard);
    }

    void start(@Observes StartupEvent event) {
        if (reading) {
            reader.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        reader.close();
    }

    private void heard(ConsumerRecord<byte[], byte[]> record) {
        JsonObject event = new JsonObject(Buffer.buffer(record.value()));
        String tenant = event.getString("tenantId");
        String model = event.getString("model", "");
        if (record.topic().equals(Topics.PREDICTION_COMPLETED)) {
            if (tenant != null) {
                // The inputs are not sent; a client that needs them requests the prediction.
                event.remove("features");
                sockets.tell(tenant, Topic.PREDICTIONS, model, event);
            }
        } else if (!Boolean.TRUE.equals(event.getValue("followed"))) {
            // Sockets already received this event; it is repeated when every replica follows it.
            sockets.tell(tenant, Topic.MODELS, model, event);
        }
    }
}
