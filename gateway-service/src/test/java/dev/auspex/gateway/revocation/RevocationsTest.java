package dev.auspex.gateway.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.event.AccessRevoked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RevocationsTest {

    private static final Instant AT = Instant.parse("2026-11-25T10:00:00.500Z");
    private static final long BEFORE = AT.getEpochSecond() - 1;
    private static final long AFTER = AT.getEpochSecond() + 1;

    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Revocations revocations = new Revocations(Duration.ofMinutes(15), 100, nanos::get, metrics);
    private final UUID id = UUID.randomUUID();
    private final UUID tenant = UUID.randomUUID();

    private static AccessRevoked event(UUID tenant, AccessRevoked.Subject subject, UUID id, Instant at) {
        return new AccessRevoked(tenant, subject, id, at);
    }

    @Test
    void endsWhatTheAccountHadBeforeAndNotWhatCameAfter() {
        revocations.add(event(tenant, AccessRevoked.Subject.ACCOUNT, id, AT));

        assertTrue(revocations.revoked(id.toString(), tenant.toString(), null, null, BEFORE));
        assertTrue(revocations.revoked(id.toString(), tenant.toString(), null, null, AT.getEpochSecond()));
        assertFalse(revocations.revoked(id.toString(), tenant.toString(), null, null, AFTER));
        assertFalse(revocations.revoked(id.toString(), UUID.randomUUID().toString(), null, null, BEFORE));
    }

    @Test
    void endsSessionsAndKeysForGood() {
        revocations.add(event(tenant, AccessRevoked.Subject.SESSION, id, AT));
        UUID key = UUID.randomUUID();
        revocations.add(event(tenant, AccessRevoked.Subject.API_KEY, key, AT));

        assertTrue(revocations.revoked("a", "t", id.toString(), null, AFTER));
        assertTrue(revocations.revoked("a", "t", null, key.toString(), AFTER));
        assertFalse(revocations.revoked("a", "t", null, id.toString(), BEFORE));
    }

    @Test
    void keepsTheLatestOfSeveralEvents() {
        revocations.add(event(null, AccessRevoked.Subject.ACCOUNT, id, AT));
        revocations.add(event(null, AccessRevoked.Subject.ACCOUNT, id, AT.minusSeconds(60)));

        assertTrue(revocations.revoked(id.toString(), null, null, null, BEFORE));
        assertEquals(1, revocations.size());
    }

    @Test
    void forgetsWhenNoTokenCanBeLeft() {
        revocations.add(event(tenant, AccessRevoked.Subject.SESSION, id, AT));
        nanos.addAndGet(Duration.ofMinutes(15).plusSeconds(1).toNanos());

        assertFalse(revocations.revoked("a", "t", id.toString(), null, BEFORE));
        assertEquals(0, revocations.size());
    }

    @Test
    void isBoundedAndTellsWhatItForgot() {
        for (int i = 0; i < 1_000; i++) {
            revocations.add(event(tenant, AccessRevoked.Subject.SESSION, UUID.randomUUID(), AT));
        }

        assertTrue(revocations.size() <= 100);
        assertTrue(metrics.counter("auspex.gateway.revocations.dropped").count() >= 900);
    }
}
