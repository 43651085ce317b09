package dev.auspex.auth.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthAndKafkaServers;
import dev.auspex.auth.AuthClient;
import dev.auspex.auth.TopicContent;
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
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !TopicContent.of(Topics.ACCESS_REVOKED).isEmpty());
        AuthClient.Session session = AuthClient.newSession();

        // When
        Instant before = Instant.now();
        AuthClient.logout(session.refreshToken()).then().statusCode(204);

        // Then
        await().atMost(PROMISE).until(() -> has(session.id()));
        ConsumerRecord<String, String> message = TopicContent.of(Topics.ACCESS_REVOKED).stream()
                .filter(each -> session.id().toString().equals(each.key()))
                .findFirst()
                .orElseThrow();
        AccessRevoked event = json.readValue(message.value(), AccessRevoked.class);
        assertEquals(AccessRevoked.Subject.SESSION, event.subject());
        assertEquals(session.id(), event.subjectId());
        assertEquals(session.tenant(), event.tenantId());
        assertFalse(event.at().isBefore(before.minusSeconds(1)), event.toString());
        assertEquals(AccessRevoked.TYPE, TopicContent.header(message, CloudEventHeaders.TYPE));
        assertEquals("/auth-service", TopicContent.header(message, CloudEventHeaders.SOURCE));
        assertEquals(
                7,
                UUID.fromString(TopicContent.header(message, CloudEventHeaders.ID))
                        .version());
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
        return TopicContent.of(Topics.ACCESS_REVOKED).stream()
                .anyMatch(each -> subject.toString().equals(each.key()));
    }
}
