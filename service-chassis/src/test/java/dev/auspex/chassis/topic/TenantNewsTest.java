package dev.auspex.chassis.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.contracts.event.TenantChanged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class TenantNewsTest {

    private static final String SECRET = "a secret of the services for this test";
    private static final EventSignature SIGNATURE = new EventSignature(SECRET);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();

    @Test
    void takesAnEventUntilItIsStoredAndThoseBehindItAfterThat() throws Exception {
        // Given: what nobody can act on, an event with a member that is new, and a database that is away at first
        List<UUID> tried = new CopyOnWriteArrayList<>();
        List<UUID> stored = new CopyOnWriteArrayList<>();
        TenantNews news =
                news(List.of("null", "{}", "{", gone(first).replace("{", "{\"new\":1,"), gone(second)), event -> {
                    tried.add(event.tenantId());
                    if (tried.size() < 3) {
                        throw new IllegalStateException("for the test");
                    }
                    stored.add(event.tenantId());
                });

        // When
        news.start();

        // Then
        try (news) {
            Awaitility.await().atMost(LONG).until(news::caughtUp);
            assertEquals(List.of(first, first, first, second), tried);
            assertEquals(List.of(first, second), stored);
        }
    }

    @Test
    void leavesAnEventThatCannotBeStoredForTheNextStart() throws Exception {
        // Given
        List<UUID> tried = new CopyOnWriteArrayList<>();
        TenantNews news = news(List.of(gone(first), gone(second)), event -> {
            tried.add(event.tenantId());
            throw new IllegalStateException("for the test");
        });
        news.start();
        Awaitility.await().atMost(LONG).until(() -> !tried.isEmpty());

        // When
        news.close();

        // Then
        assertFalse(tried.contains(second), tried.toString());
    }

    @Test
    void leavesOutWhatTheAuthServiceDidNotSign() throws Exception {
        // Given: an event without a signature, one that another secret signed, one under another id, and a good one
        UUID third = UUID.randomUUID();
        UUID fourth = UUID.randomUUID();
        List<UUID> stored = new CopyOnWriteArrayList<>();
        List<String> events = List.of(gone(first), gone(second), gone(third), gone(fourth));
        EventSignature other = new EventSignature("another secret that is as long as any");
        TenantNews news = news(events, event -> stored.add(event.tenantId()), event -> {
            switch ((int) event.offset()) {
                case 0 -> event.headers().add(CloudEventHeaders.ID, "0".getBytes(UTF_8));
                case 1 -> {
                    event.headers().add(CloudEventHeaders.ID, "1".getBytes(UTF_8));
                    other.sign(event.headers(), StandInTopic.NAME, "1", events.get(1));
                }
                case 2 -> {
                    event.headers().add(CloudEventHeaders.ID, "2".getBytes(UTF_8));
                    SIGNATURE.sign(event.headers(), StandInTopic.NAME, "another", events.get(2));
                }
                default -> sign(event);
            }
        });

        // When
        news.start();

        // Then
        try (news) {
            Awaitility.await().atMost(LONG).until(news::caughtUp);
            assertEquals(List.of(fourth), stored);
        }
    }

    @Test
    void signsUnderTheSecretAndTheTopicAlone() {
        // Given
        RecordHeaders here = new RecordHeaders();
        RecordHeaders elsewhere = new RecordHeaders();

        // When
        SIGNATURE.sign(here, "a", "1", "{}");
        SIGNATURE.sign(elsewhere, "b", "1", "{}");

        // Then: the first as Python's hmac has it
        String value = new String(here.lastHeader(CloudEventHeaders.SIGNATURE).value(), UTF_8);
        assertEquals("023d003eb862577338cdf081feb431bdffa3c61d4b1f969fe89763a7f3f39b7c", value);
        assertNotEquals(
                value,
                new String(elsewhere.lastHeader(CloudEventHeaders.SIGNATURE).value(), UTF_8));
        assertNotEquals(
                SIGNATURE.fingerprint(), new EventSignature("another secret that is as long as any").fingerprint());
        assertFalse(SIGNATURE.fingerprint().contains(SECRET));
    }

    private TenantNews news(List<String> events, Consumer<TenantChanged> store) {
        return news(events, store, TenantNewsTest::sign);
    }

    private static void sign(ConsumerRecord<byte[], byte[]> event) {
        String id = Long.toString(event.offset());
        event.headers().add(CloudEventHeaders.ID, id.getBytes(UTF_8));
        SIGNATURE.sign(event.headers(), StandInTopic.NAME, id, new String(event.value(), UTF_8));
    }

    private TenantNews news(
            List<String> events, Consumer<TenantChanged> store, Consumer<ConsumerRecord<byte[], byte[]>> change) {
        return new TenantNews(
                json,
                SIGNATURE,
                store,
                listener -> new TopicReader(
                        "test",
                        List.of(StandInTopic.NAME),
                        TopicReader.EVERYTHING,
                        () -> StandInTopic.with(
                                events.stream()
                                        .map(text -> text.getBytes(UTF_8))
                                        .toList(),
                                change),
                        StandInTopic.SETTINGS,
                        listener));
    }

    private String gone(UUID tenant) throws Exception {
        return json.writeValueAsString(new TenantChanged(tenant, 1, true, null, Instant.EPOCH));
    }
}
