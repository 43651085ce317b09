package dev.auspex.auth.profile;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.account.AccountRepository;
import dev.auspex.auth.apikey.ApiKeys;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.audittrail.AuditTrail;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.membership.Tenants;
import dev.auspex.auth.passkey.Passkeys;
import dev.auspex.auth.revocation.RevocationOutbox;
import dev.auspex.auth.session.CurrentMember.Member;
import dev.auspex.auth.session.SessionRepository;
import dev.auspex.auth.tenant.TenantNews;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.Account;
import dev.auspex.contracts.auth.AccountExport;
import dev.auspex.contracts.auth.Profile;
import dev.auspex.contracts.auth.TenantMembership;
import dev.auspex.contracts.event.AccessRevoked.Subject;
import dev.auspex.contracts.problem.ProblemType;

/** Operations of owners on their own accounts. */
@ApplicationScoped
class OwnAccount {

    private static final int MOST_EVENTS = 10_000;

    // The tenant's row is the lock that every change of its members takes.
    private static final String LOCK = "SELECT id FROM tenant WHERE id = $1 FOR UPDATE";

    private static final String OTHERS = """
            SELECT count(*) FILTER (WHERE account_id <> $2) AS others,
                   count(*) FILTER (WHERE account_id <> $2 AND role = 'owner') AS owners,
                   count(*) FILTER (WHERE account_id = $2 AND role = 'owner') > 0 AS own
              FROM membership WHERE tenant_id = $1""";

    private final AccountRepository accounts;
    private final SessionRepository sessions;
    private final ApiKeys keys;
    private final Passkeys passkeys;
    private final Tenants tenants;
    private final AuditTrail trail;
    private final AuditLog audit;
    private final RevocationOutbox revocations;
    private final TenantNews news;

    OwnAccount(
            AccountRepository accounts,
            SessionRepository sessions,
            ApiKeys keys,
            Passkeys passkeys,
            Tenants tenants,
            AuditTrail trail,
            AuditLog audit,
            RevocationOutbox revocations,
            TenantNews news) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.keys = keys;
        this.passkeys = passkeys;
        this.tenants = tenants;
        this.trail = trail;
        this.audit = audit;
        this.revocations = revocations;
        this.news = news;
    }

    Account setProfile(Transaction transaction, Member me, Profile profile, Client client) {
        String name = profile.displayName() == null || profile.displayName().isBlank()
                ? null
                : profile.displayName().strip();
        accounts.setDisplayName(transaction, me.account(), name);
        audit.record(transaction, me.tenant(), me.account(), AuditKind.PROFILE_CHANGED, me.account(), Map.of(), client);
        return accounts.find(transaction, me.tenant(), me.account()).orElseThrow();
    }

    AccountExport export(Transaction transaction, Member me, Client client) {
        audit.record(transaction, me.tenant(), me.account(), AuditKind.DATA_EXPORTED, me.account(), Map.of(), client);
        return new AccountExport(
                accounts.find(transaction, me.tenant(), me.account()).orElseThrow(),
                tenants.list(transaction, me),
                sessions.list(transaction, me.account(), me.session()),
                keys.ofAccount(transaction, me.account()),
                passkeys.list(transaction, me.account()),
                trail.ofAccount(transaction, me.account(), MOST_EVENTS),
                Instant.now());
    }

    void delete(Transaction transaction, Member me, Client client) {
        UUID account = me.account();
        List<TenantMembership> memberships = tenants.list(transaction, me);
        sessions.revokeAll(transaction, account, null, client);
        keys.revokeAll(transaction, account, null, account, client);
        revocations.add(transaction, null, Subject.ACCOUNT, account);
        for (TenantMembership membership : memberships) {
            leave(transaction, membership, account, client);
        }
        // Memberships, keys, the second factor, passkeys and links are deleted with the account.
        transaction.update("DELETE FROM account WHERE id = $1", account);
    }

    private void leave(Transaction transaction, TenantMembership membership, UUID account, Client client) {
        UUID tenant = membership.id();
        transaction.enter(Scope.member(tenant, account));
        transaction.first(LOCK, row -> row, tenant);
        Others others = transaction
                .first(
                        OTHERS,
                        row -> new Others(row.getLong("others"), row.getLong("owners"), row.getBoolean("own")),
                        tenant,
                        account)
                .orElseThrow();
        // Do not rely on the listed role: the account may have become the owner before the tenant was locked.
        if (others.own() && others.all() > 0 && others.owners() == 0) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "You are the last owner of the tenant " + membership.name()
                            + ", which has other members. Make one of them an owner, or remove them.");
        }
        audit.record(transaction, tenant, account, AuditKind.ACCOUNT_DELETED, account, Map.of(), client);
        if (others.all() == 0) {
            long revision = transaction
                    .first(
                            "DELETE FROM tenant WHERE id = $1 RETURNING revision",
                            row -> row.getLong("revision"),
                            tenant)
                    .orElseThrow();
            news.deleted(transaction, tenant, revision);
        }
    }

    private record Others(long all, long owners, boolean own) {}
}
