package dev.auspex.chassis.topic;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.event.TenantChanged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class TenantNewsTest {

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

    private TenantNews news(List<String> events, Consumer<TenantChanged> store) {
        return new TenantNews(
                json,
                store,
                listener -> new TopicReader(
                        "test",
                        List.of(StandInTopic.NAME),
                        TopicReader.EVERYTHING,
                        () -> StandInTopic.with(events.stream()
                                .map(text -> text.getBytes(UTF_8))
                                .toList()),
                        StandInTopic.SETTINGS,
                        listener));
    }

    private String gone(UUID tenant) throws Exception {
        return json.writeValueAsString(new TenantChanged(tenant, 1, true, null, Instant.EPOCH));
    }
}
