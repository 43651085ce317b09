package dev.auspex.auth.membership;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.apikey.ApiKeys;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.session.SessionRepository;

/** The tenants that were created together with their accounts. */
@ApplicationScoped
public class PersonalTenants {

    private static final String FIND = "SELECT id FROM tenant WHERE personal_of = $1";

    // The lock that every change of members takes.
    private static final String LOCK = "SELECT id FROM tenant WHERE id = $1 FOR UPDATE";

    private static final String REMOVE = "DELETE FROM membership WHERE tenant_id = $1 AND account_id <> $2";

    private static final String WITHDRAW = """
            UPDATE invitation SET withdrawn_at = now()
             WHERE tenant_id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL
            RETURNING id""";

    private static final String MEMBERS = "SELECT account_id FROM membership WHERE tenant_id = $1 AND account_id <> $2";

    private final SessionRepository sessions;
    private final ApiKeys keys;
    private final AuditLog audit;

    PersonalTenants(SessionRepository sessions, ApiKeys keys, AuditLog audit) {
        this.sessions = sessions;
        this.keys = keys;
        this.audit = audit;
    }

    /**
     * Removes everybody else from an account's own tenant and withdraws its open invitations. The transaction must see
     * the account's own rows; afterwards it also sees the tenant's.
     */
    public void vacate(Transaction transaction, UUID owner, Client client) {
        for (UUID tenant : transaction.list(FIND, row -> row.getUUID("id"), owner)) {
            transaction.enter(Scope.member(tenant, owner));
            transaction.first(LOCK, row -> row, tenant);
            for (UUID invitation : transaction.list(WITHDRAW, row -> row.getUUID("id"), tenant)) {
                audit.record(transaction, tenant, owner, AuditKind.INVITATION_WITHDRAWN, invitation, Map.of(), client);
            }
            List<UUID> others = transaction.list(MEMBERS, row -> row.getUUID("account_id"), tenant, owner);
            for (UUID other : others) {
                sessions.revokeIn(transaction, other, tenant, owner, client);
                keys.revokeAll(transaction, other, tenant, owner, client);
                audit.record(
                        transaction,
                        tenant,
                        owner,
                        AuditKind.MEMBER_REMOVED,
                        other,
                        Map.of("left", Boolean.toString(false)),
                        client);
            }
            transaction.update(REMOVE, tenant, owner);
        }
    }
}
