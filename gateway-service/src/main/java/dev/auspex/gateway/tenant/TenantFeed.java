package dev.auspex.gateway.tenant;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import dev.auspex.chassis.topic.EventSignature;
import dev.auspex.chassis.topic.TopicReader;
import dev.auspex.chassis.topic.UnsignedEventException;
import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.contracts.event.Topics;
import dev.auspex.gateway.event.TopicConfig;
import dev.auspex.gateway.limit.TenantLimits;

/**
 * Reads the limits that tenants set themselves, all of them at each start: the topic keeps the newest event of each
 * tenant. Nothing waits for it, because the limits of the classes apply from the first request on.
 */
@RegisterForReflection(targets = {TenantChanged.class, TenantSettings.class})
@ApplicationScoped
public class TenantFeed {

    private final TenantLimits limits;
    private final EventSignature signature;
    private final ObjectReader json;
    private final boolean reading;
    private final TopicReader reader;

    TenantFeed(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TopicConfig topics,
            TenantLimits limits,
            EventSignature signature,
            ObjectMapper json) {
        this.limits = limits;
        this.signature = signature;
        // New members may be added to an event.
        this.json = json.readerFor(TenantChanged.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.reading = topics.kafka();
        this.reader = new TopicReader(
                "tenants", List.of(Topics.TENANT_CHANGED), TopicReader.EVERYTHING, kafka, topics, this::heard);
    }

    void start(@Observes StartupEvent event) {
        if (reading) {
            reader.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        reader.close();
    }

    private void heard(ConsumerRecord<byte[], byte[]> message) throws IOException, UnsignedEventException {
        signature.require(message);
        limits.hear(json.readValue(message.value()));
    }

    /**
     * Returns whether all limits that tenants set themselves are known; if not, some tenants have only
     * the limits of the classes.
     */
    public boolean known() {
        return !reading || (reader.caughtUp() && reader.connected());
    }
}
