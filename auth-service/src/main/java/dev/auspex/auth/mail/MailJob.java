package dev.auspex.auth.mail;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * What is to be done and told by mail.
 *
 * @param kind   which {@link MailHandler} does it
 * @param email  normalised address
 * @param detail what the kind needs
 */
public record MailJob(UUID id, String kind, String email, Map<String, String> detail, int attempts, Instant createdAt) {

    /** Never the detail, which may hold the hash of a password. */
    @Override
    public String toString() {
        return "MailJob[id=" + id + ", kind=" + kind + "]";
    }
}
