package dev.auspex.auth.audit;

import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Transaction;
import dev.auspex.chassis.id.UuidV7;

/**
 * Records security events in the transaction of the change that they describe, so neither exists without the
 * other. The service's database role may add and read events. It may not change them, and may delete only
 * those older than 400 days.
 */
@ApplicationScoped
public class AuditLog {

    private static final String INSERT = """
            INSERT INTO audit_event (id, tenant_id, account_id, kind, subject, detail, source, device)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""";

    private static final String PURGE = """
            DELETE FROM audit_event WHERE id IN (
                SELECT id FROM audit_event WHERE created_at < now() - interval '400 days' LIMIT $1)""";

    /** Tenant of events that belong to none, such as a refused sign-in with an unknown address. */
    public static final UUID NO_TENANT = new UUID(0, 0);

    private final UuidV7 ids;
    private final ObjectMapper json;

    AuditLog(UuidV7 ids, ObjectMapper json) {
        this.ids = ids;
        this.json = json;
    }

    /**
     * Records an event.
     *
     * @param tenant  tenant whose log the event belongs to
     * @param account who caused it, or null if that is not known
     * @param subject what it happened to, such as a session, key or account, or null
     * @param detail  facts for people to read; never a secret
     */
    public void record(
            Transaction transaction,
            UUID tenant,
            @Nullable UUID account,
            AuditKind kind,
            @Nullable UUID subject,
            Map<String, String> detail,
            Client client) {
        transaction.update(
                INSERT,
                ids.next(),
                tenant,
                account,
                kind.text(),
                subject,
                text(detail),
                client.source(),
                client.device());
    }

    /**
     * Records an event that belongs to the installation and not to a tenant, in the connection's current transaction.
     *
     * @param detail facts for people to read; never a secret
     */
    public Uni<Void> recordForOperator(
            SqlConnection connection, AuditKind kind, Map<String, String> detail, Client client) {
        return connection
                .preparedQuery(INSERT)
                .execute(Tuple.from(new Object[] {
                    ids.next(), NO_TENANT, null, kind.text(), null, text(detail), client.source(), client.device()
                }))
                .replaceWithVoid();
    }

    /**
     * Removes events that are older than 400 days. The database policy allows no younger ones to be deleted.
     *
     * @return the number of removed events
     */
    public int purge(Transaction transaction, int most) {
        return transaction.update(PURGE, most);
    }

    private String text(Map<String, String> detail) {
        try {
            return json.writeValueAsString(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The details of an audit event cannot be written as JSON.", e);
        }
    }
}
