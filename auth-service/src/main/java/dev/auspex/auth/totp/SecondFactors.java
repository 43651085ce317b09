package dev.auspex.auth.totp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;

import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.signingkey.KeyCipher;
import dev.auspex.auth.signingkey.SigningKeyConfig;

/** Stores second factors in the database. Every method needs a transaction that sees the account's own rows. */
@ApplicationScoped
public class SecondFactors {

    private static final int SECRET_BYTES = 20;
    private static final int CODES = 10;
    private static final int CODE_BYTES = 10;
    private static final int GROUP = 4;

    private static final String START = """
            INSERT INTO totp (account_id, secret_sealed) VALUES ($1, $2)
            ON CONFLICT (account_id) DO UPDATE SET secret_sealed = $2, created_at = now(), last_step = 0
             WHERE totp.confirmed_at IS NULL""";

    private static final String SECRET =
            "SELECT secret_sealed FROM totp WHERE account_id = $1 AND (confirmed_at IS NOT NULL) = $2";

    // If equal codes arrive at the same time, only one is accepted: the row is the lock.
    private static final String TAKE_STEP = "UPDATE totp SET last_step = $2 WHERE account_id = $1 AND last_step < $2";

    private static final String CONFIRM =
            "UPDATE totp SET confirmed_at = now() WHERE account_id = $1 AND confirmed_at IS NULL";

    private final SecureRandom random = new SecureRandom();
    private final KeyCipher cipher;

    SecondFactors(SigningKeyConfig keys) {
        this.cipher = KeyCipher.of(keys.encryptionKey());
    }

    /** The kind of a valid code. */
    public enum Proof {
        NONE,
        TOTP,
        RECOVERY_CODE
    }

    public boolean enabled(Transaction transaction, UUID account) {
        return transaction
                .first("SELECT 1 FROM totp WHERE account_id = $1 AND confirmed_at IS NOT NULL", row -> 1, account)
                .isPresent();
    }

    public int codesLeft(Transaction transaction, UUID account) {
        return transaction
                .first(
                        "SELECT count(*) AS count FROM recovery_code WHERE account_id = $1",
                        row -> row.getInteger("count"),
                        account)
                .orElse(0);
    }

    /**
     * Starts with a new secret, which takes effect once one of its codes has been confirmed.
     *
     * @return the secret in Base32, or empty if a second factor is already in use
     */
    public java.util.Optional<String> start(Transaction transaction, UUID account) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        Buffer encrypted = Buffer.buffer(cipher.encrypt(secret, name(account)));
        return transaction.update(START, account, encrypted) == 1
                ? java.util.Optional.of(Base32.encode(secret))
                : java.util.Optional.empty();
    }

    /**
     * Puts the new secret to use once one of its codes is confirmed.
     *
     * @return whether the code is valid, so that the second factor is now in use
     */
    public boolean confirm(Transaction transaction, UUID account, String code) {
        return takes(transaction, account, code, false) && transaction.update(CONFIRM, account) == 1;
    }

    /**
     * Checks a code of the second factor in use and uses it up, whether it comes from the app or is a recovery code.
     */
    public Proof prove(Transaction transaction, UUID account, String code) {
        String plain = code.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        if (takes(transaction, account, plain, true)) {
            return Proof.TOTP;
        }
        int used = transaction.update(
                "DELETE FROM recovery_code WHERE account_id = $1 AND code_hash = $2", account, hash(plain));
        return used == 1 ? Proof.RECOVERY_CODE : Proof.NONE;
    }

    private boolean takes(Transaction transaction, UUID account, String code, boolean confirmed) {
        OptionalLong step = transaction
                .first(SECRET, row -> row.getBuffer("secret_sealed").getBytes(), account, confirmed)
                .map(encrypted -> Totp.stepOf(cipher.decrypt(encrypted, name(account)), code, Instant.now()))
                .orElse(OptionalLong.empty());
        return step.isPresent() && transaction.update(TAKE_STEP, account, step.getAsLong()) == 1;
    }

    /** Replaces the recovery codes with ten new ones, and returns them. */
    public List<String> newCodes(Transaction transaction, UUID account) {
        transaction.update("DELETE FROM recovery_code WHERE account_id = $1", account);
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < CODES; i++) {
            byte[] bytes = new byte[CODE_BYTES];
            random.nextBytes(bytes);
            String plain = Base32.encode(bytes);
            transaction.update(
                    "INSERT INTO recovery_code (account_id, code_hash) VALUES ($1, $2)", account, hash(plain));
            codes.add(plain.replaceAll("(.{" + GROUP + "})(?=.)", "$1-"));
        }
        return codes;
    }

    public void disable(Transaction transaction, UUID account) {
        transaction.update("DELETE FROM totp WHERE account_id = $1", account);
        transaction.update("DELETE FROM recovery_code WHERE account_id = $1", account);
    }

    private static String name(UUID account) {
        return "totp " + account;
    }

    private static Buffer hash(String code) {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }
}
