package dev.auspex.prediction.tenant;

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

/**
 * Listener for tenant events. It stores the settings of tenants, so that retention works without Kafka. A repeated
 * event changes nothing.
 */
@ApplicationScoped
class TenantFeed {

    private static final Duration DATABASE = Duration.ofSeconds(10);

    private final TenantRepository tenants;
    private final LoggedTenants logged;
    private final Retention retention;
    private final TenantNews news;
    private final boolean reading;

    TenantFeed(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TenantConfig config,
            TenantRepository tenants,
            LoggedTenants logged,
            Retention retention,
            EventSignature signature,
            ObjectMapper json) {
        this.tenants = tenants;
        this.logged = logged;
        this.retention = retention;
        this.reading = config.kafka();
        this.news = new TenantNews(kafka, config, signature, json, this::apply);
    }

    void start(@Observes StartupEvent event) {
        retention.hearing(reading ? news::caughtUp : () -> true);
        if (reading) {
            news.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        news.close();
    }

    void apply(TenantChanged event) {
        TenantRepository.State state = tenants.store(event).await().atMost(DATABASE);
        logged.set(event.tenantId(), state.logInputs());
        if (state.news() && state.deleted()) {
            retention.wake();
        }
    }
}
