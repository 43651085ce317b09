package dev.auspex.auth.mail;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/** Waiting mail jobs. Any transaction may add one; only transactions with the system's scope see them. */
@ApplicationScoped
public class MailQueue {

    // SKIP LOCKED lets replicas take different jobs.
    private static final String TAKE = """
            SELECT id, kind, email, detail, attempts, created_at FROM mail_job
             WHERE not_before <= now()
             ORDER BY kind = $1, not_before, id LIMIT 1
               FOR UPDATE SKIP LOCKED""";

    private static final String WAITING = """
            SELECT count(*) AS all_of_kind, count(*) FILTER (WHERE detail::json ->> 'source' = $2) AS of_source
              FROM mail_job WHERE kind = $1""";

    private static final String SOURCE = "source";
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final UuidV7 ids;
    private final ObjectMapper json;
    private final MailConfig config;
    private final Counter refused;

    MailQueue(UuidV7 ids, ObjectMapper json, MailConfig config, MeterRegistry metrics) {
        this.ids = ids;
        this.json = json;
        this.config = config;
        this.refused = Counter.builder("auspex.auth.mails")
                .description("Attempts to send email by outcome")
                .tag("outcome", "refused")
                .register(metrics);
    }

    /**
     * Adds a job that a client requested, unless too many are waiting already.
     *
     * @throws ProblemException with {@link ProblemType#RATE_LIMITED} if too many jobs of the kind are waiting, in total
     *     or from the client's source, whatever the address
     */
    public void ask(Transaction transaction, String kind, String email, Map<String, String> detail, Client client) {
        if (!offer(transaction, kind, email, detail, client)) {
            throw new ProblemException(
                    ProblemType.RATE_LIMITED, "Too many emails are waiting to be sent. Try again in 1 minute.", PAUSE);
        }
    }

    /**
     * Adds a job that may be left out.
     *
     * @return whether it was added
     */
    public boolean offer(
            Transaction transaction, String kind, String email, Map<String, String> detail, Client client) {
        if (!hasRoom(transaction, kind, client)) {
            refused.increment();
            return false;
        }
        Map<String, String> withSource = new HashMap<>(detail);
        withSource.put(SOURCE, client.source());
        add(transaction, kind, email, withSource);
        return true;
    }

    // Concurrent requests do not see each other's jobs, so the limit can be exceeded by as many
    // as there are connections.
    private boolean hasRoom(Transaction transaction, String kind, Client client) {
        Scope asking = transaction.scope();
        transaction.enter(Scope.system());
        boolean room = transaction
                .first(
                        WAITING,
                        row -> row.getLong("all_of_kind") < config.mostWaiting()
                                && row.getLong("of_source") < config.mostWaitingOfSource(),
                        kind,
                        client.source())
                .orElse(true);
        transaction.enter(asking);
        return room;
    }

    /** Adds a job that is bounded elsewhere, or must not be left out. */
    public void add(Transaction transaction, String kind, String email, Map<String, String> detail) {
        try {
            transaction.update(
                    "INSERT INTO mail_job (id, kind, email, detail) VALUES ($1, $2, $3, $4)",
                    ids.next(),
                    kind,
                    email,
                    json.writeValueAsString(detail));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The details of an email job cannot be written as JSON.", e);
        }
    }

    /**
     * Locks the job that is due first, until the transaction ends. Jobs of another kind than the last one go first, so
     * that many jobs of one kind do not hold up the others.
     *
     * @param last kind of the previous job, or empty
     */
    Optional<MailJob> take(Transaction transaction, String last) {
        return transaction.first(TAKE, this::job, last);
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
            throw new IllegalStateException("The email job " + row.getUUID("id") + " is not valid.", e);
        }
    }
}
