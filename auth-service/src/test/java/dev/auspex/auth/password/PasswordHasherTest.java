package dev.auspex.auth.password;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PasswordHasherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Vertx vertx;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.closeAndAwait();
    }

    @Test
    void knowsThePasswordAgain() {
        // Given
        PasswordHasher hasher = hasher(new Settings(19456, 2, 2, 2));

        // When
        String hash = hasher.hash("correct horse").await().atMost(PATIENCE);

        // Then
        assertTrue(hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), hash);
        assertTrue(hasher.matches("correct horse", hash).await().atMost(PATIENCE));
        assertFalse(hasher.matches("Correct horse", hash).await().atMost(PATIENCE));
        assertFalse(hasher.outdated(hash));
    }

    @Test
    void saltsEachHash() {
        // Given
        PasswordHasher hasher = hasher(new Settings(1024, 1, 2, 2));

        // When
        String one = hasher.hash("correct horse").await().atMost(PATIENCE);
        String other = hasher.hash("correct horse").await().atMost(PATIENCE);

        // Then
        assertNotEquals(one, other);
    }

    @Test
    void takesOneFormOfUnicodeForAnother() {
        // Given
        PasswordHasher hasher = hasher(new Settings(1024, 1, 2, 2));
        String composed = hasher.hash("mot de passe d'\u00e9t\u00e9").await().atMost(PATIENCE);

        // When
        boolean decomposedMatches = hasher.matches("mot de passe d'e\u0301te\u0301", composed)
                .await()
                .atMost(PATIENCE);

        // Then
        assertTrue(decomposedMatches);
    }

    @Test
    void checksHashesOfOtherParametersAndCallsThemOutdated() {
        // Given
        String weak = new Argon2id(1024, 1, 1).hash("correct horse");
        PasswordHasher hasher = hasher(new Settings(2048, 1, 2, 2));

        // When
        boolean matches = hasher.matches("correct horse", weak).await().atMost(PATIENCE);

        // Then
        assertTrue(matches);
        assertTrue(hasher.outdated(weak));
    }

    @Test
    void worksAsLongForUnknownAccounts() {
        // Given
        PasswordHasher hasher = hasher(new Settings(19456, 2, 1, 2));
        String real = hasher.hash("correct horse").await().atMost(PATIENCE);
        long known = Long.MAX_VALUE;
        long unknown = Long.MAX_VALUE;

        // When: the quickest of each, on a busy machine of more
        double ratio = 0;
        for (int i = 0; i < 200 && (i < 10 || ratio < 0.7 || ratio > 1.4); i++) {
            known = Math.min(known, nanos(hasher, real));
            unknown = Math.min(unknown, nanos(hasher, null));
            ratio = (double) unknown / known;
        }

        // Then
        assertTrue(ratio > 0.6 && ratio < 1.6, "unknown to known account: " + ratio);
    }

    @Test
    void neverMatchesForUnknownAccounts() {
        // Given
        PasswordHasher hasher = hasher(new Settings(1024, 1, 1, 2));

        // When
        boolean matches = hasher.matches("correct horse", null).await().atMost(PATIENCE);

        // Then
        assertFalse(matches);
    }

    @Test
    void refusesAtOnceWhenEveryPlaceIsTakenAndFreesPlaces() {
        // Given
        PasswordHasher hasher = hasher(new Settings(19456, 20, 1, 1));
        List<CompletableFuture<String>> pending = new ArrayList<>();

        // When
        for (int i = 0; i < 6; i++) {
            pending.add(hasher.hash("correct horse").subscribeAsCompletionStage());
        }

        // Then
        List<Throwable> refusals = new ArrayList<>();
        int hashed = 0;
        for (CompletableFuture<String> one : pending) {
            try {
                one.join();
                hashed++;
            } catch (CompletionException e) {
                refusals.add(e.getCause());
            }
        }
        assertEquals(2, hashed);
        assertEquals(4, refusals.size());
        for (Throwable refusal : refusals) {
            ProblemException problem = assertInstanceOf(ProblemException.class, refusal);
            assertEquals(ProblemType.OVERLOADED, problem.type());
            assertEquals(Duration.ofSeconds(3), problem.retryAfter().orElseThrow());
        }
        assertFalse(hasher.hash("correct horse").await().atMost(PATIENCE).isEmpty());
    }

    private static long nanos(PasswordHasher hasher, String hash) {
        long start = System.nanoTime();
        hasher.matches("wrong horse", hash).await().atMost(PATIENCE);
        return System.nanoTime() - start;
    }

    private static PasswordHasher hasher(PasswordConfig config) {
        return new PasswordHasher(config, vertx, new SimpleMeterRegistry());
    }

    private record Settings(int memoryKib, int iterations, int concurrent, int waiting) implements PasswordConfig {

        @Override
        public int parallelism() {
            return 1;
        }

        @Override
        public Duration retryAfter() {
            return Duration.ofSeconds(3);
        }
    }
}
