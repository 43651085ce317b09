package dev.auspex.auth.mail;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Transaction;
import dev.auspex.chassis.id.UuidV7;

/** Mail jobs that wait. Any transaction may add one; only the dispatcher sees them. */
@ApplicationScoped
public class MailQueue {

    // Replicas take different jobs.
    private static final String TAKE = """
            SELECT id, kind, email, detail, attempts, created_at FROM mail_job
             WHERE not_before <= now()
             ORDER BY not_before, id LIMIT 1
               FOR UPDATE SKIP LOCKED""";

    private final UuidV7 ids;
    private final ObjectMapper json;

    MailQueue(UuidV7 ids, ObjectMapper json) {
        this.ids = ids;
        this.json = json;
    }

    public void add(Transaction transaction, String kind, String email, Map<String, String> detail) {
        try {
            transaction.update(
                    "INSERT INTO mail_job (id, kind, email, detail) VALUES ($1, $2, $3, $4)",
                    ids.next(),
                    kind,
                    email,
                    json.writeValueAsString(detail));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is always JSON", e);
        }
    }

    /** Locks the job that is due first, until the transaction ends. */
    Optional<MailJob> take(Transaction transaction) {
        return transaction.first(TAKE, this::job);
    }

    void done(Transaction transaction, MailJob job) {
        transaction.update("DELETE FROM mail_job WHERE id = $1", job.id());
    }

    void later(Transaction transaction, MailJob job, double seconds) {
        transaction.update(
                "UPDATE mail_job SET attempts = attempts + 1, not_before = now() + make_interval(secs => $2) WHERE id = $1",
                job.id(),
                seconds);
    }

    private MailJob job(Row row) {
        try {
            return new MailJob(
                    row.getUUID("id"),
                    row.getString("kind"),
                    row.getString("email"),
                    json.readValue(row.getString("detail"), new TypeReference<Map<String, String>>() {}),
                    row.getInteger("attempts"),
                    row.getOffsetDateTime("created_at").toInstant());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the mail job " + row.getUUID("id") + " is damaged", e);
        }
    }
}
