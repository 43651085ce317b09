package dev.auspex.auth.totp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Transaction;

/** Sign-ins that wait for their second factor. Every method needs a transaction with the system's scope. */
@ApplicationScoped
public class Challenges {

    /** How long a sign-in waits for its second factor, in seconds. */
    public static final int LIFE_SECONDS = 300;

    private static final int BYTES = 32;
    private static final int MOST_ATTEMPTS = 5;

    private static final String INSERT = """
            INSERT INTO sign_in_challenge (token_hash, account_id, expires_at)
            VALUES ($1, $2, now() + make_interval(secs => $3))""";

    private static final String ATTEMPT = """
            UPDATE sign_in_challenge SET attempts = attempts + 1
             WHERE token_hash = $1 AND expires_at > now() AND attempts < $2
            RETURNING account_id""";

    private final SecureRandom random = new SecureRandom();

    /**
     * Creates a challenge.
     *
     * @return the token that the client sends together with its code
     */
    public String create(Transaction transaction, UUID account) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        transaction.update("DELETE FROM sign_in_challenge WHERE expires_at < now()");
        transaction.update(INSERT, hash(token), account, (double) LIFE_SECONDS);
        return token;
    }

    /** Returns the account that is signing in, if the challenge is known and has not expired. */
    public Optional<UUID> account(Transaction transaction, String token) {
        return transaction.first(
                "SELECT account_id FROM sign_in_challenge WHERE token_hash = $1 AND expires_at > now()",
                row -> row.getUUID("account_id"),
                hash(token));
    }

    /** Ends all challenges of an account, because the password that they followed from has changed. */
    public void endAll(Transaction transaction, UUID account) {
        transaction.update("DELETE FROM sign_in_challenge WHERE account_id = $1", account);
    }

    /** Counts an attempt. Returns empty if the challenge is unknown, has expired, or was tried too often. */
    public Optional<UUID> attempt(Transaction transaction, String token) {
        return transaction.first(ATTEMPT, row -> row.getUUID("account_id"), hash(token), MOST_ATTEMPTS);
    }

    public void done(Transaction transaction, String token) {
        transaction.update("DELETE FROM sign_in_challenge WHERE token_hash = $1", hash(token));
    }

    private static Buffer hash(String token) {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }
}
