package dev.auspex.auth.mail;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A job that ends in an email.
 *
 * @param kind   kind of job, which selects the {@link MailHandler}
 * @param email  normalized address
 * @param detail values that the handler needs
 */
public record MailJob(UUID id, String kind, String email, Map<String, String> detail, int attempts, Instant createdAt) {

    /** Returns a text without the detail, which may contain the hash of a password. */
    @Override
    public String toString() {
        return "MailJob[id=" + id + ", kind=" + kind + "]";
    }
}
