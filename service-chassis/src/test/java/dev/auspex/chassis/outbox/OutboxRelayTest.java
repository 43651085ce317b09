package dev.auspex.chassis.outbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OutboxRelayTest {

    private static final RelaySettings SETTINGS =
            new RelaySettings(10, Duration.ofMillis(5), Duration.ofSeconds(1), Duration.ofMillis(10));

    private final AtomicInteger looks = new AtomicInteger();
    private OutboxRelay relay;

    @AfterEach
    void stop() throws InterruptedException {
        relay.stop();
    }

    @Test
    void goesOnAfterFailuresOfAnyKind() throws InterruptedException {
        // Given
        CountDownLatch later = new CountDownLatch(1);
        relay = relay((most, publish) -> {
            switch (looks.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("the database is away");
                case 2 -> throw new StackOverflowError("for the test");
                case 3 -> {
                    return most;
                }
                default -> later.countDown();
            }
            return 0;
        });

        // When
        relay.start();

        // Then
        assertTrue(later.await(10, TimeUnit.SECONDS));
    }

    @Test
    void looksNoMoreOnceItIsStopped() throws InterruptedException {
        // Given
        CountDownLatch first = new CountDownLatch(1);
        relay = relay((most, publish) -> {
            looks.incrementAndGet();
            first.countDown();
            return 0;
        });
        relay.start();
        assertTrue(first.await(10, TimeUnit.SECONDS));

        // When
        relay.stop();
        int before = looks.get();
        Thread.sleep(50);

        // Then
        assertEquals(before, looks.get());
    }

    @Test
    void looksAtOnceWhenItIsRung() throws InterruptedException {
        // Given
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(2);
        relay = relay(
                (most, publish) -> {
                    first.countDown();
                    second.countDown();
                    return 0;
                },
                new RelaySettings(10, Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofMillis(10)));
        relay.start();
        assertTrue(first.await(10, TimeUnit.SECONDS));

        // When
        relay.ring();

        // Then
        assertTrue(second.await(10, TimeUnit.SECONDS));
    }

    private static OutboxRelay relay(EventOutbox outbox) {
        return relay(outbox, SETTINGS);
    }

    private static OutboxRelay relay(EventOutbox outbox, RelaySettings settings) {
        return new OutboxRelay("test", outbox, Map.of(), new EventStream("t", "t.v1", "/t", "t"), settings);
    }
}
