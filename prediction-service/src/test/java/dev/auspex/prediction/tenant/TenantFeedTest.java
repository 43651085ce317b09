package dev.auspex.prediction.tenant;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.contracts.event.Topics;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.SignedEvent;
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.prediction.LogLines;
import dev.auspex.prediction.Person;
import dev.auspex.prediction.PredictionServers;
import dev.auspex.prediction.Schemas;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** From an event in Kafka to what the service does. */
@QuarkusTest
@PredictionServers
class TenantFeedTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    /** Not in any other line of a log. */
    private static final double MARK = 61.72839506;

    @Inject
    ObjectMapper json;

    @Inject
    LoggedTenants logged;

    @Test
    void logsInputsForTenantsThatTurnedItOnAlone() throws Exception {
        // Given
        Person open = Person.ofNewTenant();
        Person closed = Person.ofNewTenant();
        // What nobody can act on holds nothing up.
        publish(open.tenant(), "{\"tenantId\":\"" + open.tenant() + "\",\"revision\":1,\"deleted\":false}");
        publish(open.tenant(), "null");
        publish(settled(open.tenant(), 1, true));
        publish(settled(closed.tenant(), 1, true));
        publish(settled(closed.tenant(), 2, false));
        await().atMost(LONG).until(() -> logged.wants(open.tenant()) && revision(closed.tenant()) == 2);
        await().atMost(LONG).until(() -> !logged.wants(closed.tenant()));
        Person unheard = Person.ofNewTenant();
        LogLines lines = LogLines.capture();

        // When
        String id;
        try {
            id = predict(open);
            predict(closed);
            predict(unheard);
        } finally {
            lines.stop();
        }

        // Then
        List<String> with = lines.texts().stream()
                .filter(line -> line.contains(String.valueOf(MARK)))
                .toList();
        assertEquals(1, with.size(), with.toString());
        assertTrue(with.getFirst().contains("tenant=" + open.tenant()), with.toString());
        assertTrue(with.getFirst().contains("prediction=" + id), with.toString());
        assertTrue(with.getFirst().contains("inputs={"), with.toString());
    }

    @Test
    void deletesThePredictionsOfATenantThatIsGoneSoon() throws Exception {
        // Given
        Person person = Person.ofNewTenant();
        predict(person);
        predict(person);

        // When
        publish(new TenantChanged(person.tenant(), 1, true, null, Instant.now()));

        // Then
        await().atMost(LONG)
                .until(() -> TestDatabase.service().count(person.tenant(), "SELECT count(*) FROM prediction") == 0);
    }

    @Test
    void believesNoEventThatTheAuthServiceDidNotSign() throws Exception {
        // Given
        Person person = Person.ofNewTenant();
        predict(person);
        String key = person.tenant().toString();
        TenantChanged gone = new TenantChanged(person.tenant(), 99, true, null, Instant.now());
        ProducerRecord<String, String> other =
                SignedEvent.of(Topics.TENANT_CHANGED, key, json.writeValueAsString(settled(person.tenant(), 98, true)));

        // When: whoever can write to Kafka makes events up, and with the signature of another one
        send(new ProducerRecord<>(Topics.TENANT_CHANGED, key, json.writeValueAsString(gone)));
        send(new ProducerRecord<>(Topics.TENANT_CHANGED, null, key, json.writeValueAsString(gone), other.headers()));

        // Then: of the same partition, so it is heard after them
        publish(settled(person.tenant(), 1, false));
        await().atMost(LONG).until(() -> revision(person.tenant()) == 1);
        assertEquals(1, TestDatabase.service().count(person.tenant(), "SELECT count(*) FROM prediction"));
    }

    private static String predict(Person person) {
        Map<String, Object> features = Schemas.examples("churn-2");
        features.put("monthly_charges", MARK);
        return person.predict("churn", null, features)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static long revision(UUID tenant) {
        List<Object> found = TestDatabase.service().query("*", "SELECT revision FROM tenant WHERE id = ?", tenant);
        return found.isEmpty() ? 0 : (Long) found.getFirst();
    }

    private static TenantChanged settled(UUID tenant, long revision, boolean logInputs) {
        return new TenantChanged(
                tenant, revision, false, new TenantSettings(null, null, 365, logInputs), Instant.now());
    }

    private void publish(TenantChanged event) throws Exception {
        publish(event.tenantId(), json.writeValueAsString(event));
    }

    private static void publish(UUID tenant, String event) throws Exception {
        send(SignedEvent.of(Topics.TENANT_CHANGED, tenant.toString(), event));
    }

    private static void send(ProducerRecord<String, String> event) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(LocalStackResource.kafka(), new StringSerializer(), new StringSerializer())) {
            producer.send(event).get();
        }
    }
}
