package dev.auspex.monitoring.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.contracts.event.Topics;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.SignedEvent;
import dev.auspex.monitoring.MonitoringTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@MonitoringTest
class DeletedTenantsTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    @Inject
    TenantDatabase database;

    @Inject
    ObjectMapper json;

    @Test
    void deletesTheStatisticsOfATenantThatIsGone() throws Exception {
        // Given
        UUID gone = UUID.randomUUID();
        UUID living = UUID.randomUUID();
        store(gone, 1);
        store(living, 1);

        // When
        publish(new TenantChanged(living, 1, false, new TenantSettings(null, null, 1, false), Instant.now()));
        publish(new TenantChanged(gone, 1, true, null, Instant.now()));

        // Then
        await().atMost(LONG).until(() -> stored(gone) == 0);
        assertThat(stored(living)).isEqualTo(2);
        // Given: events that were under way
        store(gone, 2);
        // Then
        await().atMost(LONG).until(() -> stored(gone) == 0);
        assertThat(stored(living)).isEqualTo(2);
    }

    @Test
    void believesNoEventThatTheAuthServiceDidNotSign() throws Exception {
        // Given
        UUID gone = UUID.randomUUID();
        UUID living = UUID.randomUUID();
        store(gone, 1);
        store(living, 1);

        // When: of the same partition, so the second is heard after the first
        String key = living.toString();
        send(new ProducerRecord<>(
                Topics.TENANT_CHANGED,
                key,
                json.writeValueAsString(new TenantChanged(living, 99, true, null, Instant.now()))));
        send(SignedEvent.of(
                Topics.TENANT_CHANGED,
                key,
                json.writeValueAsString(new TenantChanged(gone, 1, true, null, Instant.now()))));

        // Then
        await().atMost(LONG).until(() -> stored(gone) == 0);
        assertThat(stored(living)).isEqualTo(2);
    }

    private void store(UUID tenant, int hoursAgo) {
        run(
                "INSERT INTO version_window (tenant_id, model, version, window_start)"
                        + " VALUES ($1, 'm', '1', now() - make_interval(hours => $2))",
                tenant,
                hoursAgo);
        run(
                "INSERT INTO feature_window (tenant_id, model, version, window_start, feature)"
                        + " VALUES ($1, 'm', '1', now() - make_interval(hours => $2), 'f')",
                tenant,
                hoursAgo);
    }

    private long stored(UUID tenant) {
        return run("SELECT count(*) FROM version_window WHERE tenant_id = $1", tenant)
                + run("SELECT count(*) FROM feature_window WHERE tenant_id = $1", tenant);
    }

    private long run(String sql, Object... arguments) {
        return database.acrossTenants(connection -> connection
                        .preparedQuery(sql)
                        .execute(Tuple.from(arguments))
                        .map(rows -> rows.iterator().hasNext()
                                ? rows.iterator().next().getLong(0)
                                : 0L))
                .await()
                .atMost(LONG);
    }

    private void publish(TenantChanged event) throws Exception {
        send(SignedEvent.of(Topics.TENANT_CHANGED, event.tenantId().toString(), json.writeValueAsString(event)));
    }

    private static void send(ProducerRecord<String, String> event) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(LocalStackResource.kafka(), new StringSerializer(), new StringSerializer())) {
            producer.send(event).get();
        }
    }
}
