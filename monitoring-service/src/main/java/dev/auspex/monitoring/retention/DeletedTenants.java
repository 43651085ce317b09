package dev.auspex.monitoring.retention;

import java.io.IOException;
import java.time.Duration;
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
import org.jboss.logging.Logger;

import dev.auspex.chassis.topic.TopicReader;
import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.contracts.event.Topics;
import dev.auspex.monitoring.statistics.Statistics;

/** Hears which tenants are gone, all of them at each start: the topic keeps the newest event of each. */
@RegisterForReflection(targets = {TenantChanged.class, TenantSettings.class})
@ApplicationScoped
class DeletedTenants {

    private static final Logger LOG = Logger.getLogger(DeletedTenants.class);
    private static final Duration DATABASE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** An event that waits holds up those behind it: said at first, and once a minute. */
    private static final int FAILURES_TOLD = 60;

    private final Statistics statistics;
    private final ObjectReader json;
    private final TopicReader reader;
    private final boolean reading;
    private volatile boolean stopped;

    DeletedTenants(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TenantConfig config,
            Statistics statistics,
            ObjectMapper json) {
        this.statistics = statistics;
        // Members may be added to an event.
        this.json = json.readerFor(TenantChanged.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.reading = config.kafka();
        this.reader = new TopicReader(
                "tenants", List.of(Topics.TENANT_CHANGED), TopicReader.EVERYTHING, kafka, config, this::heard);
    }

    void start(@Observes StartupEvent event) {
        if (reading) {
            reader.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        reader.close();
    }

    /** Comes back when it is stored: it is not heard again before the next start. */
    private void heard(ConsumerRecord<byte[], byte[]> message) throws IOException, InterruptedException {
        TenantChanged event = json.readValue(message.value());
        for (int failures = 0; event.deleted() && !stopped; failures++) {
            try {
                statistics.forget(event.tenantId()).await().atMost(DATABASE);
                return;
            } catch (RuntimeException e) {
                if (failures % FAILURES_TOLD == 0) {
                    LOG.warnf("news of a tenant waits for the database tenant=%s cause=%s", event.tenantId(), e);
                }
                Thread.sleep(PAUSE);
            }
        }
    }
}
