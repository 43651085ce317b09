package dev.auspex.prediction.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.event.CloudEventHeaders;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.prediction.EventReader;
import dev.auspex.prediction.PredictionServers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The relay step by step: its own thread does not run here. */
@QuarkusTest
@TestProfile(OutboxRelayTest.WithoutRelay.class)
@PredictionServers
class OutboxRelayTest {

    @Inject
    TenantDatabase database;

    @Inject
    OutboxRepository outbox;

    @Inject
    EventPublisher kafka;

    @Inject
    OutboxConfig config;

    @Inject
    OutboxMetrics metrics;

    @Inject
    GroupCommitter committer;

    private final UUID tenant = UUID.randomUUID();

    /** Switches the background relay off. */
    public static class WithoutRelay implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("auspex.outbox.relay", "false", "auspex.outbox.batch", "40");
        }
    }

    @BeforeEach
    void emptyTheOutbox() {
        while (relay(kafka).relayBatch() > 0) {
            // Events of other tests.
        }
    }

    @Test
    void publishesInTheOrderOfTheOutbox() {
        // Given
        store(100);
        List<Object> stored = waiting();
        List<Object> published = new ArrayList<>();
        OutboxRelay relay = relay(publisher(events -> {
            events.forEach(event -> published.add(event.event().id()));
            kafka.publish(events);
        }));

        // When
        List<Integer> batches = List.of(relay.relayBatch(), relay.relayBatch(), relay.relayBatch(), relay.relayBatch());

        // Then
        assertEquals(List.of(40, 40, 20, 0), batches);
        assertEquals(stored, published);
        assertEquals(List.of(), waiting());
    }

    @Test
    void publishesAgainWithTheSameIdsAfterACrashBetweenPublishingAndDeleting() {
        // Given
        store(10);
        OutboxRelay crashing = relay(publisher(events -> {
            kafka.publish(events);
            throw new IllegalStateException("crash");
        }));
        assertThrows(IllegalStateException.class, crashing::relayBatch);
        assertEquals(10, waiting().size());

        // When
        int again = relay(kafka).relayBatch();

        // Then
        assertEquals(10, again);
        assertEquals(0, waiting().size());
        try (EventReader reader = new EventReader(tenant)) {
            List<ConsumerRecord<String, String>> events = reader.await(20);
            assertEquals(20, events.size());
            assertEquals(
                    10,
                    new HashSet<>(events.stream()
                                    .map(event -> EventReader.header(event, CloudEventHeaders.ID))
                                    .toList())
                            .size());
        }
    }

    @Test
    void hasOneLeaderAtATime() throws InterruptedException, ExecutionException {
        // Given
        store(5);
        CountDownLatch publishing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        OutboxRelay leader = relay(publisher(events -> {
            publishing.countDown();
            assertTrue(goOn.await(20, TimeUnit.SECONDS));
        }));
        FutureTask<Integer> leading = new FutureTask<>(leader::relayBatch);
        Thread.ofVirtual().start(leading);
        assertTrue(publishing.await(10, TimeUnit.SECONDS));

        // When
        int other = relay(kafka).relayBatch();

        // Then
        goOn.countDown();
        assertEquals(0, other);
        assertEquals(5, leading.get());
    }

    @Test
    void measuresWhatWaits() {
        // Given
        store(7);

        // When
        OutboxRepository.Size size = outbox.size(1_000).await().atMost(Duration.ofSeconds(20));
        OutboxRepository.Size bounded = outbox.size(3).await().atMost(Duration.ofSeconds(20));

        // Then
        assertEquals(7, size.pending());
        assertTrue(size.age().compareTo(Duration.ofMinutes(1)) < 0);
        assertEquals(3, bounded.pending());
    }

    @Test
    void publishesThoughTheOutboxCannotBeMeasured() throws InterruptedException {
        // Given
        store(7);
        OutboxRepository unmeasurable = new OutboxRepository(database) {
            @Override
            Uni<Size> size(int mostCounted) {
                return Uni.createFrom().failure(new IllegalStateException("counted for too long"));
            }
        };
        OutboxRelay relay = new OutboxRelay(database, unmeasurable, kafka, new OutboxBell(), config, metrics);

        // When
        relay.step();

        // Then
        assertEquals(List.of(), waiting());
    }

    private void store(int count) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        for (int i = 0; i < count; i++) {
            committer.commit(TestPredictions.of(tenant), deadline).await().atMost(Duration.ofSeconds(20));
        }
    }

    private List<Object> waiting() {
        return TestDatabase.service().query("*", "SELECT event_id FROM outbox WHERE tenant_id = ? ORDER BY id", tenant);
    }

    private OutboxRelay relay(EventPublisher publisher) {
        return new OutboxRelay(database, outbox, publisher, new OutboxBell(), config, metrics);
    }

    private interface Work {
        void on(List<StoredEvent> events) throws InterruptedException;
    }

    private static EventPublisher publisher(Work work) {
        return new EventPublisher() {

            @Override
            public void publish(List<StoredEvent> events) throws InterruptedException {
                work.on(events);
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
