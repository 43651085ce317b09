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
 * What authenticators sign, so that an answer is good once and soon. A challenge is its own end, encrypted (AES-GCM) with this
 * service's key and the purpose: strangers who ask for many leave nothing behind. Only those that were used are remembered, until
 * they end.
 */
@ApplicationScoped
class PasskeyChallenges {

    /** For signing in; whose passkey it will be is not known yet. */
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

    /** For adding a passkey to an account, in the session in which the password was asked for. */
    static String adding(UUID account, UUID session) {
        return "passkey of " + account + " in " + session;
    }

    byte[] create(String purpose) {
        long until = clock.instant().plus(config.challengeLife()).toEpochMilli();
        return cipher.encrypt(ByteBuffer.allocate(Long.BYTES).putLong(until).array(), purpose);
    }

    /**
     * Uses a challenge up, in a transaction of the system's own.
     *
     * @throws PasskeyRefused where it is not one of ours for this purpose, too old, or used already
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

    /** Forgets those that are too old to be used again. */
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
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
