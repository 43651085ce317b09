package dev.auspex.auth.passkey;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthServers;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.signingkey.KeyCipher;
import dev.auspex.localstack.testing.TestDatabase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

@QuarkusTest
@AuthServers
class PasskeyChallengesTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final KeyCipher CIPHER =
            KeyCipher.of(Optional.of(Base64.getEncoder().encodeToString(new byte[32])));

    @Inject
    Transactions transactions;

    @Inject
    PasskeyChallenges running;

    @Test
    void isGoodForFiveMinutes() {
        // Given
        byte[] challenge = at(NOW).create(PasskeyChallenges.SIGN_IN);

        // When
        PasskeyRefused late = assertThrows(PasskeyRefused.class, () -> spend(NOW.plusSeconds(301), challenge));

        // Then
        assertEquals("challenge-too-old", late.getMessage());
        spend(NOW.plusSeconds(299), challenge);
        PasskeyRefused again = assertThrows(PasskeyRefused.class, () -> spend(NOW.plusSeconds(299), challenge));
        assertEquals("challenge-used", again.getMessage());
    }

    @Test
    void isNobodyElses() {
        // Given
        byte[] changed = at(NOW).create(PasskeyChallenges.SIGN_IN);
        changed[changed.length - 1] ^= 1;

        // When
        PasskeyRefused refused = assertThrows(PasskeyRefused.class, () -> spend(NOW, changed));

        // Then
        assertEquals("challenge-unknown", refused.getMessage());
        assertThrows(PasskeyRefused.class, () -> spend(NOW, new byte[0]));
        assertThrows(PasskeyRefused.class, () -> spend(NOW, CIPHER.encrypt(new byte[4], PasskeyChallenges.SIGN_IN)));
    }

    @Test
    void usedOnesAreForgottenOnlyWhenTheyAreTooOld() {
        // Given
        TestDatabase.owner().update("*", "DELETE FROM spent_challenge");
        Instant now = Instant.now();
        byte[] old = at(now.minus(Duration.ofMinutes(16))).create(PasskeyChallenges.SIGN_IN);
        byte[] young = at(now).create(PasskeyChallenges.SIGN_IN);
        spend(now.minus(Duration.ofMinutes(15)), old);
        spend(now, young);

        // When
        running.purge();

        // Then
        assertEquals(1, TestDatabase.owner().count("*", "SELECT count(*) FROM spent_challenge"));
        assertThrows(PasskeyRefused.class, () -> spend(now, young));
    }

    private PasskeyChallenges at(Instant now) {
        return new PasskeyChallenges(
                transactions,
                CIPHER,
                RelyingPartyTest.config("http://localhost:8080", null),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private void spend(Instant now, byte[] challenge) {
        transactions.blocking(Scope.system(), transaction -> {
            at(now).spend(transaction, challenge, PasskeyChallenges.SIGN_IN);
            return null;
        });
    }
}
