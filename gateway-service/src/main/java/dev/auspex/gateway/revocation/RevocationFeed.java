package dev.auspex.gateway.revocation;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import dev.auspex.chassis.topic.EventSignature;
import dev.auspex.chassis.topic.TopicReader;
import dev.auspex.chassis.topic.UnsignedEventException;
import dev.auspex.contracts.event.AccessRevoked;
import dev.auspex.contracts.event.Topics;
import dev.auspex.gateway.event.TopicConfig;

/** Reads revocation events, beginning one token lifetime ago, so that a new replica knows what the others know. */
@RegisterForReflection(targets = {AccessRevoked.class, AccessRevoked.Subject.class})
@ApplicationScoped
public class RevocationFeed {

    private final Revocations revocations;
    private final EventSignature signature;
    private final ObjectReader json;
    private final Event<AccessRevoked> told;
    private final boolean reading;
    private final long startWaitNanos;
    private final TopicReader reader;
    private final long startedAt = System.nanoTime();

    RevocationFeed(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            RevocationConfig config,
            TopicConfig topics,
            Revocations revocations,
            EventSignature signature,
            ObjectMapper json,
            Event<AccessRevoked> told,
            MeterRegistry metrics) {
        this.revocations = revocations;
        this.signature = signature;
        // New members may be added to an event.
        this.json = json.readerFor(AccessRevoked.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.told = told;
        this.reading = topics.kafka();
        this.startWaitNanos = config.startWait().toNanos();
        this.reader = new TopicReader(
                "revocations", List.of(Topics.ACCESS_REVOKED), config.tokenLife(), kafka, topics, this::heard);
        Gauge.builder("auspex.gateway.revocations.silent", () -> reading ? reader.silentSeconds(startedAt) : 0)
                .description("Seconds since the last response of Kafka, from which revocations are read")
                .baseUnit("seconds")
                .register(metrics);
    }

    void start(@Observes StartupEvent event) {
        if (reading) {
            reader.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        reader.close();
    }

    private void heard(ConsumerRecord<byte[], byte[]> record) throws IOException, UnsignedEventException {
        signature.require(record);
        AccessRevoked event = json.readValue(record.value());
        revocations.add(event);
        told.fire(event);
    }

    /** Returns whether revocations are being received now. */
    public boolean connected() {
        return !reading || reader.connected();
    }

    /** Returns whether revocations from before the start are known, or the wait for Kafka is over. */
    boolean ready() {
        return !reading || reader.caughtUp() || System.nanoTime() - startedAt > startWaitNanos;
    }
}
