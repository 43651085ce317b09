package dev.auspex.auth.membership;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthAndKafkaServers;
import dev.auspex.auth.AuthClient;
import dev.auspex.auth.TopicContent;
import dev.auspex.chassis.topic.EventSignature;
import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.contracts.event.Topics;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TestDatabase;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The other services hear what holds in a tenant. */
@QuarkusTest
@AuthAndKafkaServers
class TenantNewsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Inject
    ObjectMapper json;

    @Test
    void tellsOfEachChangeWithTheWholeOfWhatHolds() throws Exception {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        settle(me, Map.of("requestsPerSecond", 50, "predictionsPerDay", 7000, "retentionDays", 30, "logInputs", true));

        // When
        settle(me, Map.of("retentionDays", 90, "logInputs", false));

        // Then
        await().atMost(LONG).until(() -> events(me.tenant()).size() == 2);
        List<TenantChanged> events = events(me.tenant());
        assertEquals(new TenantSettings(50, 7000L, 30, true), events.get(0).settings());
        assertEquals(new TenantSettings(null, null, 90, false), events.get(1).settings());
        assertEquals(
                List.of(1L, 2L), events.stream().map(TenantChanged::revision).toList());
        ConsumerRecord<String, String> message = messages(me.tenant()).getFirst();
        assertEquals(TenantChanged.TYPE, TopicContent.header(message, CloudEventHeaders.TYPE));
        assertEquals("/auth-service", TopicContent.header(message, CloudEventHeaders.SOURCE));
        assertEquals(
                7,
                UUID.fromString(TopicContent.header(message, CloudEventHeaders.ID))
                        .version());
    }

    @Test
    void numbersChangesAtTheSameTimeInTheOrderInWhichTheyHeld() throws Exception {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        List<Callable<Void>> changes = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            int days = i;
            changes.add(() -> settle(me, Map.of("retentionDays", days, "logInputs", false)));
        }

        // When
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> change : threads.invokeAll(changes)) {
                change.get();
            }
        }

        // Then: the event with the highest revision is what holds
        await().atMost(LONG).until(() -> events(me.tenant()).size() == 12);
        List<TenantChanged> events = events(me.tenant());
        assertEquals(
                List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L),
                events.stream().map(TenantChanged::revision).toList());
        int holds = AuthClient.as(me).get("/api/v1/tenant").then().extract().path("settings.retentionDays");
        assertEquals(holds, events.getLast().settings().retentionDays());
    }

    @Test
    void tellsThatATenantIsGone() throws Exception {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session me = AuthClient.newSession(email);
        settle(me, Map.of("retentionDays", 30, "logInputs", false));

        // When
        AuthClient.as(me)
                .body(Map.of("password", AuthClient.PASSWORD))
                .post("/api/v1/account/delete")
                .then()
                .statusCode(204);

        // Then
        await().atMost(LONG).until(() -> events(me.tenant()).size() == 2);
        TenantChanged gone = events(me.tenant()).getLast();
        assertTrue(gone.deleted());
        assertEquals(2, gone.revision());
    }

    @Test
    void makesATopicThatKeepsTheNewestEventOfEachTenant() throws Exception {
        // Given
        AuthClient.Session me = AuthClient.newSession();

        // When
        settle(me, Map.of("retentionDays", 30, "logInputs", false));

        // Then
        await().atMost(LONG).until(() -> !events(me.tenant()).isEmpty());
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.TENANT_CHANGED);
        try (Admin admin = Admin.create(LocalStackResource.kafka())) {
            assertEquals(
                    TopicConfig.CLEANUP_POLICY_COMPACT,
                    admin.describeConfigs(List.of(topic))
                            .all()
                            .get()
                            .get(topic)
                            .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                            .value());
        }
    }

    @Test
    void tellsOfWhatWasSettledBeforeThereWereNews() throws Exception {
        // Given: a row as the migration finds it
        AuthClient.Session me = AuthClient.newSession();
        TestDatabase.service()
                .update(
                        me.tenant(),
                        "UPDATE tenant SET requests_per_second = 7, retention_days = 10, revision = 1 WHERE id = ?",
                        me.tenant());
        String migration;
        try (InputStream in = getClass().getResourceAsStream("/db/migration/V13__tenant_news.sql")) {
            migration = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int begin = migration.indexOf("INSERT INTO outbox");
        String statement = migration.substring(begin, migration.indexOf(';', begin));

        // When: its statement runs, which sees this tenant only here
        assertEquals(1, TestDatabase.owner().update(me.tenant(), statement));

        // Then
        await().atMost(LONG).until(() -> events(me.tenant()).size() == 1);
        TenantChanged told = events(me.tenant()).getFirst();
        assertEquals(new TenantSettings(7, null, 10, false), told.settings());
        assertEquals(1, told.revision());
    }

    @Test
    void signsWhatItTells() throws Exception {
        // Given
        AuthClient.Session me = AuthClient.newSession();

        // When
        settle(me, Map.of("retentionDays", 30, "logInputs", false));

        // Then
        await().atMost(LONG).until(() -> !messages(me.tenant()).isEmpty());
        ConsumerRecord<String, String> message = messages(me.tenant()).getFirst();
        RecordHeaders expected = new RecordHeaders();
        new EventSignature(LocalStackResource.serviceSecret())
                .sign(
                        expected,
                        Topics.TENANT_CHANGED,
                        TopicContent.header(message, CloudEventHeaders.ID),
                        message.value());
        assertEquals(
                new String(expected.lastHeader(CloudEventHeaders.SIGNATURE).value(), StandardCharsets.UTF_8),
                TopicContent.header(message, CloudEventHeaders.SIGNATURE));
    }

    @Test
    void tellsOfAllTenantsAgainWhereKafkaLostThemOrTheSecretChanged() throws Exception {
        // Given
        AuthClient.Session living = AuthClient.newSession();
        settle(living, Map.of("retentionDays", 20, "logInputs", false));
        settle(living, Map.of("retentionDays", 30, "logInputs", true));
        AuthClient.Session gone = AuthClient.newSession(AuthClient.newEmail());
        settle(gone, Map.of("retentionDays", 30, "logInputs", false));
        AuthClient.as(gone)
                .body(Map.of("password", AuthClient.PASSWORD))
                .post("/api/v1/account/delete")
                .then()
                .statusCode(204);
        await().atMost(LONG)
                .until(() -> events(living.tenant()).size() == 2
                        && events(gone.tenant()).size() == 2);
        await().atMost(LONG).until(() -> !mark().isEmpty());
        String mark = mark();

        // When: under another mark than today's topic and secret have
        TestDatabase.owner().update("*", "UPDATE told_tenants SET mark = 'of another topic'");

        // Then
        await().atMost(LONG)
                .until(() -> events(living.tenant()).size() == 3
                        && events(gone.tenant()).size() == 3);
        TenantChanged again = events(living.tenant()).getLast();
        assertEquals(new TenantSettings(null, null, 30, true), again.settings());
        assertEquals(2, again.revision());
        assertTrue(events(gone.tenant()).getLast().deleted());
        assertEquals(2, events(gone.tenant()).getLast().revision());
        assertEquals(mark, mark());
    }

    private static String mark() {
        return (String)
                TestDatabase.owner().query("*", "SELECT mark FROM told_tenants").getFirst();
    }

    private static Void settle(AuthClient.Session session, Map<String, Object> settings) {
        AuthClient.as(session)
                .body(settings)
                .put("/api/v1/tenant/settings")
                .then()
                .statusCode(200);
        return null;
    }

    private static List<ConsumerRecord<String, String>> messages(UUID tenant) {
        return TopicContent.of(Topics.TENANT_CHANGED).stream()
                .filter(message -> tenant.toString().equals(message.key()))
                .toList();
    }

    private List<TenantChanged> events(UUID tenant) throws Exception {
        List<TenantChanged> events = new ArrayList<>();
        for (ConsumerRecord<String, String> message : messages(tenant)) {
            events.add(json.readValue(message.value(), TenantChanged.class));
        }
        return events;
    }
}
