package dev.auspex.monitoring.retention;

import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.auspex.chassis.topic.EventSignature;
import dev.auspex.chassis.topic.TenantNews;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.monitoring.statistics.Statistics;

/** Listener for deleted tenants. It marks their statistics for deletion. */
@ApplicationScoped
class DeletedTenants {

    private static final Duration DATABASE = Duration.ofSeconds(10);

    private final Statistics statistics;
    private final TenantNews news;
    private final boolean reading;

    DeletedTenants(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TenantConfig config,
            Statistics statistics,
            EventSignature signature,
            ObjectMapper json) {
        this.statistics = statistics;
        this.reading = config.kafka();
        this.news = new TenantNews(kafka, config, signature, json, this::heard);
    }

    void start(@Observes StartupEvent event) {
        if (reading) {
            news.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        news.close();
    }

    private void heard(TenantChanged event) {
        if (event.deleted()) {
            statistics.forget(event.tenantId()).await().atMost(DATABASE);
        }
    }
}
