package dev.auspex.auth.signingkey;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthServers;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.localstack.testing.TestDatabase;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class SigningKeyStoreTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Inject
    SigningKeyConfig config;

    @Inject
    SigningKeys keys;

    @Inject
    AuditLog audit;

    @Inject
    @Readiness
    SigningKeyReadiness readiness;

    @Test
    void keepsThePrivatePartEncrypted() {
        // Given
        byte[] plain = keys.active().privateKey().getEncoded();
        byte[] secretNumber = keys.active().privateKey().getS().toByteArray();

        // When
        byte[] stored = (byte[]) TestDatabase.owner()
                .query(
                        null,
                        "SELECT private_key_sealed FROM signing_key WHERE kid = ?",
                        keys.active().kid())
                .getFirst();

        // Then
        String text = new String(stored, ISO_8859_1);
        assertFalse(text.contains(new String(plain, ISO_8859_1)));
        assertFalse(text.contains(new String(Arrays.copyOfRange(secretNumber, 1, 17), ISO_8859_1)));
        assertEquals(1 + 12 + plain.length + 16, stored.length);
    }

    @Test
    void findsTheSameKeyAtTheNextStart() {
        // Given
        String kid = keys.active().kid();
        SigningKeyStore next = new SigningKeyStore(pool, KeyCipher.of(config.encryptionKey()));

        // When
        KeyRing found = next.loadOrCreate().await().atMost(PATIENCE);

        // Then
        assertEquals(kid, found.signer(Instant.now()).orElseThrow().kid());
    }

    @Test
    void replicasThatStartAtOnceAgreeOnOneKey() {
        // Given
        String before = keys.active().kid();
        TestDatabase.owner().update(null, "UPDATE signing_key SET activates_at = now() + interval '1 day'");
        Set<String> made = new HashSet<>();
        try {
            // When
            List<CompletableFuture<KeyRing>> starts = IntStream.range(0, 8)
                    .mapToObj(replica -> new SigningKeyStore(pool, KeyCipher.of(config.encryptionKey()))
                            .loadOrCreate()
                            .subscribeAsCompletionStage())
                    .toList();

            // Then
            for (CompletableFuture<KeyRing> start : starts) {
                made.add(start.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
                        .join()
                        .signer(Instant.now())
                        .orElseThrow()
                        .kid());
            }
            assertEquals(1, made.size());
            assertFalse(made.contains(before));
        } finally {
            TestDatabase.owner().update(null, "UPDATE signing_key SET activates_at = created_at WHERE kid = ?", before);
            made.forEach(kid -> TestDatabase.owner().update(null, "DELETE FROM signing_key WHERE kid = ?", kid));
        }
        keys.reload().await().atMost(PATIENCE);
        assertEquals(before, keys.active().kid());
    }

    @Test
    void aReplicaFindsTheKeyOfAnotherOneByItself() {
        // Given
        SigningKeyStore other = new SigningKeyStore(pool, KeyCipher.of(config.encryptionKey()));
        String newest = other.rotate(
                        null, Duration.ofHours(1), Duration.ofHours(1), (connection, key) -> Uni.createFrom()
                                .voidItem())
                .await()
                .atMost(PATIENCE)
                .newest()
                .orElseThrow()
                .kid();
        try {
            // When
            HealthCheckResponse response = readiness.call().await().atMost(PATIENCE);

            // Then
            assertEquals(HealthCheckResponse.Status.UP, response.getStatus());
            assertTrue(keys.all().stream().anyMatch(key -> key.kid().equals(newest)));
            assertFalse(keys.active().kid().equals(newest));
        } finally {
            TestDatabase.owner().update(null, "DELETE FROM signing_key WHERE kid = ?", newest);
            keys.reload().await().atMost(PATIENCE);
        }
    }

    @Test
    void isNotReadyWithAKeyThatCannotBeOpened() {
        // Given
        byte[] foreign = new byte[32];
        Arrays.fill(foreign, (byte) 9);
        SigningKeyStore stranger = new SigningKeyStore(
                pool, KeyCipher.of(Optional.of(Base64.getEncoder().encodeToString(foreign))));
        TestDatabase.owner()
                .update(
                        null,
                        "INSERT INTO signing_key (kid, activates_at, others_end_at, public_key, private_key_sealed)"
                                + " SELECT 'broken', now() + interval '1 day', 'infinity', public_key, private_key_sealed"
                                + " FROM signing_key LIMIT 1");
        try {
            // When
            HealthCheckResponse response = readiness.call().await().atMost(PATIENCE);

            // Then
            assertEquals(HealthCheckResponse.Status.DOWN, response.getStatus());
            assertThrows(
                    IllegalStateException.class,
                    () -> stranger.loadOrCreate().await().atMost(PATIENCE));
        } finally {
            TestDatabase.owner().update(null, "DELETE FROM signing_key WHERE kid = 'broken'");
        }
        assertEquals(
                HealthCheckResponse.Status.UP,
                readiness.call().await().atMost(PATIENCE).getStatus());
    }

    @Test
    void failsClearlyAtStartWithAnotherEncryptionKey() {
        // Given
        SigningKeys replica = new SigningKeys(new Settings(Optional.of(base64(7))), pool, audit);

        // When
        var failure = assertThrows(IllegalStateException.class, () -> replica.load(new StartupEvent()));

        // Then
        assertTrue(
                failure.getMessage().startsWith("AUSPEX_KEY_ENCRYPTION_KEY cannot decrypt the signing key "),
                failure.getMessage());
        assertThrows(IllegalStateException.class, replica::active);
    }

    @Test
    void failsClearlyAtStartWithoutEncryptionKey() {
        // Given
        SigningKeys replica = new SigningKeys(new Settings(Optional.empty()), pool, audit);

        // When
        var failure = assertThrows(IllegalStateException.class, () -> replica.load(new StartupEvent()));

        // Then
        assertTrue(failure.getMessage().startsWith("AUSPEX_KEY_ENCRYPTION_KEY is not set."), failure.getMessage());
    }

    private static String base64(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private record Settings(Optional<String> encryptionKey) implements SigningKeyConfig {

        @Override
        public Duration keySetMaxAge() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Duration rotateEvery() {
            return Duration.ofDays(90);
        }

        @Override
        public Duration announce() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration linger() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration reload() {
            return Duration.ofSeconds(15);
        }

        @Override
        public Duration loadTimeout() {
            return PATIENCE;
        }
    }
}
