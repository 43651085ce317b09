package dev.auspex.auth.membership;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.apikey.ApiKeys;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.revocation.RevocationOutbox;
import dev.auspex.auth.session.CurrentMember.Member;
import dev.auspex.auth.session.SessionRepository;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.event.AccessRevoked.Subject;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Manages the members of a tenant. A change locks the tenant's row, so that two owners who demote each other at the
 * same time cannot leave it without an owner.
 */
@ApplicationScoped
class Members {

    private static final String LOCK = "SELECT personal_of FROM tenant WHERE id = $1 FOR UPDATE";

    // Waits for a concurrent sign-in, so that its session exists and can be ended.
    private static final String ROLE =
            "SELECT role FROM membership WHERE tenant_id = $1 AND account_id = $2 FOR UPDATE";

    private static final String OWNERS =
            "SELECT count(*) AS count FROM membership WHERE tenant_id = $1 AND role = 'owner'";

    private static final String LIST = """
            SELECT a.id, a.email, a.display_name, m.role, m.created_at
              FROM membership m JOIN account a ON a.id = m.account_id
             WHERE m.tenant_id = $1
             ORDER BY m.created_at, a.id LIMIT 1000""";

    private static final String SET_ROLE = "UPDATE membership SET role = $3 WHERE tenant_id = $1 AND account_id = $2";

    private static final String REMOVE = "DELETE FROM membership WHERE tenant_id = $1 AND account_id = $2";

    private final SessionRepository sessions;
    private final ApiKeys keys;
    private final Invitations invitations;
    private final RevocationOutbox revocations;
    private final AuditLog audit;

    Members(
            SessionRepository sessions,
            ApiKeys keys,
            Invitations invitations,
            RevocationOutbox revocations,
            AuditLog audit) {
        this.sessions = sessions;
        this.keys = keys;
        this.invitations = invitations;
        this.revocations = revocations;
        this.audit = audit;
    }

    List<dev.auspex.contracts.auth.Member> list(Transaction transaction, Member me) {
        return transaction.list(
                LIST,
                row -> new dev.auspex.contracts.auth.Member(
                        row.getUUID("id"),
                        row.getString("email"),
                        row.getString("display_name"),
                        row.getString("role"),
                        row.getOffsetDateTime("created_at").toInstant()),
                me.tenant());
    }

    void changeRole(Transaction transaction, Member me, UUID account, TenantRole wanted, Client client) {
        me.require(TenantRole.ADMIN);
        UUID personalOf = lock(transaction, me);
        TenantRole before = roleOf(transaction, me, account);
        if (before == wanted) {
            return;
        }
        if (before == TenantRole.OWNER || wanted == TenantRole.OWNER) {
            me.require(TenantRole.OWNER);
        }
        refuseToUnmake(transaction, me, account, before, personalOf);
        transaction.update(SET_ROLE, me.tenant(), account, wanted.stored());
        if (wanted.compareTo(before) < 0) {
            invitations.withdrawOf(transaction, me, account, wanted, client);
            sessions.revokeIn(transaction, account, me.tenant(), me.account(), client);
            // The keys stay valid: a token that one is exchanged for from now on carries the lesser role.
            revocations.add(transaction, me.tenant(), Subject.ACCOUNT, account);
        }
        audit.record(
                transaction,
                me.tenant(),
                me.account(),
                AuditKind.MEMBER_ROLE_CHANGED,
                account,
                Map.of("from", before.stored(), "to", wanted.stored()),
                client);
    }

    void remove(Transaction transaction, Member me, UUID account, Client client) {
        boolean leaves = account.equals(me.account());
        if (!leaves) {
            me.require(TenantRole.ADMIN);
        }
        UUID personalOf = lock(transaction, me);
        keys.lockAll(transaction, account, me.tenant());
        TenantRole role = roleOf(transaction, me, account);
        if (!leaves && role == TenantRole.OWNER) {
            me.require(TenantRole.OWNER);
        }
        refuseToUnmake(transaction, me, account, role, personalOf);
        sessions.revokeIn(transaction, account, me.tenant(), me.account(), client);
        keys.revokeAll(transaction, account, me.tenant(), me.account(), client);
        invitations.withdrawOf(transaction, me, account, null, client);
        // The member's sessions and keys in this tenant are deleted with it.
        transaction.update(REMOVE, me.tenant(), account);
        audit.record(
                transaction,
                me.tenant(),
                me.account(),
                AuditKind.MEMBER_REMOVED,
                account,
                Map.of("left", Boolean.toString(leaves)),
                client);
    }

    private static UUID lock(Transaction transaction, Member me) {
        return transaction
                .first(LOCK, row -> Optional.ofNullable(row.getUUID("personal_of")), me.tenant())
                .orElseThrow()
                .orElse(null);
    }

    private static TenantRole roleOf(Transaction transaction, Member me, UUID account) {
        return transaction
                .first(ROLE, row -> TenantRole.ofStored(row.getString("role")), me.tenant(), account)
                .orElseThrow(
                        () -> new ProblemException(ProblemType.NOT_FOUND, "The tenant has no member with this id."));
    }

    private static void refuseToUnmake(
            Transaction transaction, Member me, UUID account, TenantRole role, UUID personalOf) {
        if (account.equals(personalOf)) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "This is the member's personal tenant, so they must stay its owner. Create another tenant.");
        }
        long owners = transaction
                .first(OWNERS, row -> row.getLong("count"), me.tenant())
                .orElse(0L);
        if (role == TenantRole.OWNER && owners <= 1) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "This member is the last owner of the tenant. Make another member an owner first.");
        }
    }
}
