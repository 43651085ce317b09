package dev.auspex.auth.revocation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthAndKafkaServers;
import dev.auspex.auth.AuthClient;
import dev.auspex.contracts.event.AccessRevoked;
import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.contracts.event.Topics;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TestDatabase;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthAndKafkaServers
class RevocationTest {

    private static final Duration PROMISE = Duration.ofSeconds(5);

    @Inject
    ObjectMapper json;

    @Test
    void tellsOfARevokedSessionWithinFiveSeconds() throws Exception {
        // Given: the topic and the relay's connection are there
        AuthClient.logout(AuthClient.newSession().refreshToken());
        await().atMost(Duration.ofSeconds(30)).until(() -> !published().isEmpty());
        AuthClient.Session session = AuthClient.newSession();

        // When
        Instant before = Instant.now();
        AuthClient.logout(session.refreshToken()).then().statusCode(204);

        // Then
        await().atMost(PROMISE).until(() -> has(session.id()));
        ConsumerRecord<String, String> message = published().stream()
                .filter(each -> session.id().toString().equals(each.key()))
                .findFirst()
                .orElseThrow();
        AccessRevoked event = json.readValue(message.value(), AccessRevoked.class);
        assertEquals(AccessRevoked.Subject.SESSION, event.subject());
        assertEquals(session.id(), event.subjectId());
        assertEquals(session.tenant(), event.tenantId());
        assertFalse(event.at().isBefore(before.minusSeconds(1)), event.toString());
        assertEquals(AccessRevoked.TYPE, header(message, CloudEventHeaders.TYPE));
        assertEquals("/auth-service", header(message, CloudEventHeaders.SOURCE));
        assertEquals(7, UUID.fromString(header(message, CloudEventHeaders.ID)).version());
    }

    @Test
    void signingInAndOutGoesOnWithoutKafkaAndTheEventsWait() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        LocalStackResource.stopServer("kafka");

        // When
        try {
            AuthClient.logout(session.refreshToken()).then().statusCode(204);
            AuthClient.newSession();
            assertTrue(TestDatabase.owner()
                            .count(
                                    "*",
                                    "SELECT count(*) FROM outbox WHERE event_key = ?",
                                    session.id().toString())
                    == 1);
        } finally {
            LocalStackResource.startServer("kafka");
        }

        // Then
        await().atMost(Duration.ofSeconds(30)).until(() -> has(session.id()));
        await().atMost(PROMISE).until(() -> TestDatabase.owner().count("*", "SELECT count(*) FROM outbox") == 0);
    }

    private boolean has(UUID subject) {
        return published().stream().anyMatch(each -> subject.toString().equals(each.key()));
    }

    private static String header(ConsumerRecord<String, String> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** All that is in the topic. */
    private static List<ConsumerRecord<String, String>> published() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
        settings.put("allow.auto.create.topics", false);
        settings.put("default.api.timeout.ms", 2000);
        settings.put("request.timeout.ms", 2000);
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor(Topics.ACCESS_REVOKED);
            if (partitions == null || partitions.isEmpty()) {
                return all;
            }
            List<TopicPartition> topic = List.of(new TopicPartition(Topics.ACCESS_REVOKED, 0));
            consumer.assign(topic);
            consumer.seekToBeginning(topic);
            long end = consumer.endOffsets(topic).values().iterator().next();
            while (consumer.position(topic.getFirst()) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        } catch (org.apache.kafka.common.errors.TimeoutException away) {
            return all;
        }
        return all;
    }
}
