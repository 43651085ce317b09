package dev.auspex.auth.passkey;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

import io.quarkus.scheduler.Scheduled;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.signingkey.KeyCipher;
import dev.auspex.auth.signingkey.SigningKeyConfig;

/**
 * Creates the challenges that authenticators sign, so that each answer is valid once and for a short time. A challenge
 * consists of its own expiry time, encrypted (AES-GCM) with this service's key and bound to a purpose, so requests for
 * challenges leave nothing behind. Only used challenges are stored, until they expire.
 */
@ApplicationScoped
class PasskeyChallenges {

    /** Purpose of signing in; the passkey's owner is not known yet. */
    static final String SIGN_IN = "passkey sign-in";

    private final Transactions transactions;
    private final KeyCipher cipher;
    private final PasskeyConfig config;
    private final Clock clock;

    @Inject
    PasskeyChallenges(Transactions transactions, SigningKeyConfig keys, PasskeyConfig config) {
        this(transactions, KeyCipher.of(keys.encryptionKey()), config, Clock.systemUTC());
    }

    PasskeyChallenges(Transactions transactions, KeyCipher cipher, PasskeyConfig config, Clock clock) {
        this.transactions = transactions;
        this.cipher = cipher;
        this.config = config;
        this.clock = clock;
    }

    /** Returns the purpose of adding a passkey to an account, within the session that has confirmed the password. */
    static String adding(UUID account, UUID session) {
        return "passkey of " + account + " in " + session;
    }

    byte[] create(String purpose) {
        long until = clock.instant().plus(config.challengeLife()).toEpochMilli();
        return cipher.encrypt(ByteBuffer.allocate(Long.BYTES).putLong(until).array(), purpose);
    }

    /**
     * Uses up a challenge. The transaction must have the system's scope.
     *
     * @throws PasskeyRefused if the challenge was not issued here for this purpose, has expired, or was already used
     */
    void spend(Transaction transaction, byte[] challenge, String purpose) {
        Instant until = until(challenge, purpose);
        int spent = transaction.update(
                "INSERT INTO spent_challenge (challenge_hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                hash(challenge),
                until.atOffset(ZoneOffset.UTC));
        if (spent == 0) {
            throw new PasskeyRefused("challenge-used");
        }
    }

    /** Removes challenges that have expired and so cannot be used again. */
    @Scheduled(every = "10m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void purge() {
        transactions.blocking(
                Scope.system(),
                transaction -> transaction.update(
                        "DELETE FROM spent_challenge WHERE expires_at < now() - interval '10 minutes'"));
    }

    private Instant until(byte[] challenge, String purpose) {
        Instant until;
        try {
            until = Instant.ofEpochMilli(
                    ByteBuffer.wrap(cipher.decrypt(challenge, purpose)).getLong());
        } catch (IllegalStateException | BufferUnderflowException e) {
            throw new PasskeyRefused("challenge-unknown", e);
        }
        if (until.isBefore(clock.instant())) {
            throw new PasskeyRefused("challenge-too-old");
        }
        return until;
    }

    private static Buffer hash(byte[] challenge) {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(challenge));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }
}
