package dev.auspex.auth.audittrail;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Transaction;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.AuditEvent;
import dev.auspex.contracts.auth.AuditPage;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Reads the audit log. Ids sort by time, so the last one of a page is where the next page begins. */
@ApplicationScoped
public class AuditTrail {

    private static final String COLUMNS =
            "SELECT id, created_at, kind, account_id, subject, detail, source, device FROM audit_event";

    private static final String OF_TENANT = COLUMNS + "\n" + """
             WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::text IS NULL OR kind = $3)
             ORDER BY id DESC LIMIT $4""";

    private static final String OF_ACCOUNT = COLUMNS + " WHERE account_id = $1 ORDER BY id DESC LIMIT $2";

    private final ObjectMapper json;

    AuditTrail(ObjectMapper json) {
        this.json = json;
    }

    AuditPage page(Transaction transaction, UUID tenant, @Nullable String kind, @Nullable String cursor, int limit) {
        List<AuditEvent> events = before(transaction, tenant, kind, cursor == null ? null : decode(cursor), limit + 1);
        boolean more = events.size() > limit;
        List<AuditEvent> items = more ? events.subList(0, limit) : events;
        return new AuditPage(List.copyOf(items), more ? encode(items.getLast().id()) : null);
    }

    /** Returns the events before a given one, newest first; for null, the latest events. */
    List<AuditEvent> before(
            Transaction transaction, UUID tenant, @Nullable String kind, @Nullable UUID event, int limit) {
        return transaction.list(OF_TENANT, this::event, tenant, event, kind, limit);
    }

    /**
     * Returns what an account did in all its tenants, newest first. The transaction must see the account's own rows.
     */
    public List<AuditEvent> ofAccount(Transaction transaction, UUID account, int limit) {
        return transaction.list(OF_ACCOUNT, this::event, account, limit);
    }

    private static String encode(UUID id) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static UUID decode(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == 2 * Long.BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                return new UUID(buffer.getLong(), buffer.getLong());
            }
        } catch (IllegalArgumentException e) {
            throw badCursor();
        }
        throw badCursor();
    }

    private static ProblemException badCursor() {
        String message = "`cursor` must be the `nextCursor` of a previous page.";
        return new ProblemException(
                ProblemType.INVALID_INPUT, message, List.of(new Violation("#cursor", "format", message)));
    }

    private AuditEvent event(Row row) {
        return new AuditEvent(
                row.getUUID("id"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getString("kind"),
                row.getUUID("account_id"),
                row.getUUID("subject"),
                detail(row.getString("detail")),
                row.getString("source"),
                row.getString("device"));
    }

    private Map<String, String> detail(String text) {
        try {
            return json.readValue(text, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The details of an audit event are not valid JSON.", e);
        }
    }
}
