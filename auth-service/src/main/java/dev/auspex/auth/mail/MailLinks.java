package dev.auspex.auth.mail;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Transaction;

/**
 * Creates and redeems links in mails: 256 random bits, valid once and for a limited time. All methods need a
 * transaction with the system's scope. The secret follows a {@code #}, so no browser sends it in a request's address,
 * where logs and other sites could see it.
 */
@ApplicationScoped
public class MailLinks {

    /** Purpose of links that set a new password. */
    public static final String RESET_PASSWORD = "reset-password";

    /** Page for links that set a new password. */
    public static final String RESET_PASSWORD_PAGE = "/reset-password";

    private static final int BYTES = 32;

    private static final String RECENT = """
            SELECT count(*) AS day, count(*) FILTER (WHERE created_at > now() - make_interval(secs => $3)) AS now
              FROM mail_link WHERE email = $1 AND purpose = $2 AND created_at > now() - interval '1 day'""";

    private static final String INSERT = """
            INSERT INTO mail_link (token_hash, purpose, email, account_id, subject, expires_at)
            VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))""";

    private static final String FIND = """
            SELECT email, account_id, subject FROM mail_link
             WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > now()""";

    private static final String USE = """
            UPDATE mail_link SET used_at = now()
             WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > now()
            RETURNING email, account_id, subject""";

    private static final String VOID = """
            UPDATE mail_link SET used_at = now() WHERE account_id = $1 AND purpose = $2 AND used_at IS NULL""";

    // Keep links a day longer than they are valid, because the limits count them.
    private static final String PURGE = "DELETE FROM mail_link WHERE expires_at < now() - interval '1 day'";

    private final SecureRandom random = new SecureRandom();
    private final MailConfig config;

    MailLinks(MailConfig config) {
        this.config = config;
    }

    /**
     * What a link refers to.
     *
     * @param email     address that it was sent to
     * @param accountId account, or null if there is none yet
     * @param subject   what else it refers to, such as an invitation
     */
    public record Target(
            String email,
            @Nullable UUID accountId,
            @Nullable UUID subject) {}

    /** Returns whether another link of this kind may be sent to the address now. */
    public boolean allows(Transaction transaction, String purpose, String email) {
        double pause = config.shortestPause().toMillis() / 1000.0;
        return transaction
                .first(
                        RECENT,
                        row -> row.getLong("now") == 0 && row.getLong("day") < config.mostADay(),
                        email,
                        purpose,
                        pause)
                .orElse(true);
    }

    /**
     * Creates a link.
     *
     * @param page path of the page that the link opens
     * @return the link
     */
    public String create(Transaction transaction, String purpose, Target target, String page, Duration life) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        transaction.update(INSERT, hash(token), purpose, target.email(), target.accountId(), target.subject(), (double)
                life.toSeconds());
        return config.baseUrl() + page + "#token=" + token;
    }

    /** Returns the target of a valid link, without using it up. */
    public Optional<Target> find(Transaction transaction, String purpose, String token) {
        return transaction.first(FIND, MailLinks::target, hash(token), purpose);
    }

    /** Uses up a valid link, and returns its target. */
    public Optional<Target> use(Transaction transaction, String purpose, String token) {
        return transaction.first(USE, MailLinks::target, hash(token), purpose);
    }

    /** Invalidates an account's unused links of one kind. */
    public void voidAll(Transaction transaction, String purpose, UUID account) {
        transaction.update(VOID, account, purpose);
    }

    void purge(Transaction transaction) {
        transaction.update(PURGE);
    }

    private static Target target(Row row) {
        return new Target(row.getString("email"), row.getUUID("account_id"), row.getUUID("subject"));
    }

    private static Buffer hash(String token) {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }
}
