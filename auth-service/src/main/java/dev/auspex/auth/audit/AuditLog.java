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
 * Writes security events down, in the transaction of what they tell: an effect without its event cannot be, nor an event
 * without its effect. The service's role may add rows and read them, and can neither change nor remove one.
 */
@ApplicationScoped
public class AuditLog {

    private static final String INSERT = """
            INSERT INTO audit_event (id, tenant_id, account_id, kind, subject, detail, source, device)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""";

    private static final String PURGE = """
            DELETE FROM audit_event WHERE id IN (
                SELECT id FROM audit_event WHERE created_at < now() - interval '400 days' LIMIT $1)""";

    /** Where events go that belong to no tenant, such as a refused sign-in with an unknown address. */
    public static final UUID NO_TENANT = new UUID(0, 0);

    private final UuidV7 ids;
    private final ObjectMapper json;

    AuditLog(UuidV7 ids, ObjectMapper json) {
        this.ids = ids;
        this.json = json;
    }

    /**
     * @param tenant  whose log it goes to
     * @param account who did it, or null where that is not known
     * @param subject what it was done to: a session, key, account, ..., or null
     * @param detail  facts for people; never a secret
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
     * Writes down what belongs to the installation and to no tenant, in the transaction that a connection is in.
     *
     * @param detail facts for people; never a secret
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
     * Removes what is older than the time for which events are kept, which the database's policy says and not this service.
     *
     * @return how many there were
     */
    public int purge(Transaction transaction, int most) {
        return transaction.update(PURGE, most);
    }

    private String text(Map<String, String> detail) {
        try {
            return json.writeValueAsString(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is always JSON", e);
        }
    }
}
