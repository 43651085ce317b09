package dev.auspex.auth.session;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.auth.account.Principal;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.revocation.RevocationOutbox;
import dev.auspex.auth.session.Rotation.Outcome;
import dev.auspex.auth.signingkey.KeyCipher;
import dev.auspex.auth.signingkey.SigningKeyConfig;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.SessionInfo;
import dev.auspex.contracts.event.AccessRevoked.Subject;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Sessions and their refresh tokens. A session is the family of all refresh tokens that follow from one
 * sign-in. Its row is the only lock that the use of a token and the end of the session take, so these are
 * serialized and cannot deadlock.
 */
@ApplicationScoped
public class SessionRepository {

    private static final Logger LOG = Logger.getLogger(SessionRepository.class);
    private static final int SALT_BYTES = 16;
    private static final int MOST_LISTED = 100;

    private static final String INSERT_SESSION = """
            INSERT INTO session (id, tenant_id, account_id, device, expires_at, ends_at)
            VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5), now() + make_interval(secs => $6))""";

    private static final String INSERT_TOKEN = """
            INSERT INTO refresh_token (token_hash, session_id, tenant_id, expires_at)
            SELECT $1, id, tenant_id, expires_at FROM session WHERE id = $2""";

    private static final String FIND = "SELECT session_id, tenant_id FROM refresh_token WHERE token_hash = $1";

    private static final String LOCK = "SELECT id FROM session WHERE id = $1 AND tenant_id = $2 FOR UPDATE";

    // A separate statement after the lock: only then does it see what the previous holder of the lock has done.
    private static final String INSPECT = """
            SELECT s.id AS session_id,
                   s.revoked_at IS NOT NULL AS revoked,
                   t.expires_at <= now() AS expired,
                   t.used_at IS NOT NULL AS used,
                   coalesce(t.used_at > clock_timestamp() - make_interval(secs => $3), false) AS used_just_now,
                   t.successor_salt,
                   coalesce(c.used_at IS NOT NULL, true) AS successor_used,
                   a.id AS account_id, a.email, s.tenant_id, m.role
              FROM refresh_token t
              JOIN session s ON s.id = t.session_id
              JOIN account a ON a.id = s.account_id
              JOIN membership m ON m.account_id = s.account_id AND m.tenant_id = s.tenant_id
              LEFT JOIN refresh_token c ON c.parent_hash = t.token_hash
             WHERE t.token_hash = $1 AND t.tenant_id = $2""";

    private static final String ROTATE = """
            WITH used AS (
                UPDATE refresh_token SET used_at = clock_timestamp(), successor_salt = $4
                 WHERE token_hash = $1 RETURNING session_id
            ), extended AS (
                UPDATE session s
                   SET expires_at = least(now() + make_interval(secs => $3), s.ends_at), last_used_at = now()
                  FROM used WHERE s.id = used.session_id
                RETURNING s.id, s.tenant_id, s.expires_at
            )
            INSERT INTO refresh_token (token_hash, parent_hash, session_id, tenant_id, expires_at)
            SELECT $2, $1, id, tenant_id, expires_at FROM extended""";

    private static final String REVOKE = """
            UPDATE session SET revoked_at = now()
             WHERE id = $1 AND ($2::uuid IS NULL OR account_id = $2) AND revoked_at IS NULL
            RETURNING id, tenant_id, account_id""";

    private static final String REVOKE_OF_ACCOUNT = """
            UPDATE session SET revoked_at = now()
             WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > now() AND id IS DISTINCT FROM $2
            RETURNING id, tenant_id, account_id""";

    private static final String REVOKE_IN = """
            UPDATE session SET revoked_at = now()
             WHERE account_id = $1 AND tenant_id = $2 AND revoked_at IS NULL AND expires_at > now()
            RETURNING id, tenant_id, account_id""";

    private static final String ROLE_IN =
            "SELECT role FROM membership WHERE account_id = $1 AND tenant_id = $2 FOR SHARE";

    private static final String REST =
            "SELECT extract(epoch FROM ends_at - now())::float8 AS rest FROM session WHERE id = $1";

    private static final String LIST = """
            SELECT id, tenant_id, device, created_at, last_used_at, expires_at
              FROM session
             WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > now()
             ORDER BY last_used_at DESC, id
             LIMIT $2""";

    private static final String LIVE = """
            SELECT a.id, a.email, m.tenant_id, m.role
              FROM session s
              JOIN account a ON a.id = s.account_id
              JOIN membership m ON m.account_id = s.account_id AND m.tenant_id = s.tenant_id
             WHERE s.id = $1 AND s.account_id = $2 AND s.tenant_id = $3
               AND s.revoked_at IS NULL AND s.expires_at > now()""";

    private static final String PURGE_TOKENS = """
            DELETE FROM refresh_token WHERE token_hash IN (
                SELECT token_hash FROM refresh_token WHERE expires_at < now() LIMIT $1)""";

    private static final String PURGE_SESSIONS = """
            DELETE FROM session WHERE id IN (
                SELECT id FROM session WHERE expires_at < now() LIMIT $1)""";

    private final SecureRandom random = new SecureRandom();
    private final Transactions transactions;
    private final RevocationOutbox revocations;
    private final AuditLog audit;
    private final SessionConfig config;
    private final UuidV7 ids;
    private final byte[] successorKey;

    SessionRepository(
            Transactions transactions,
            RevocationOutbox revocations,
            AuditLog audit,
            SessionConfig config,
            SigningKeyConfig keys,
            UuidV7 ids) {
        this.transactions = transactions;
        this.revocations = revocations;
        this.audit = audit;
        this.config = config;
        this.ids = ids;
        this.successorKey = KeyCipher.of(keys.encryptionKey()).derive("auspex refresh token successor");
    }

    /** Opens a session with its first refresh token, in the caller's transaction, which must see the tenant. */
    public Opened open(Transaction transaction, Principal principal, Client client) {
        return open(transaction, principal, client, config.longest().toSeconds());
    }

    private Opened open(Transaction transaction, Principal principal, Client client, double longest) {
        UUID session = ids.next();
        RefreshToken first = RefreshToken.next(random);
        double life = config.refreshTokenLife().toSeconds();
        transaction.update(
                INSERT_SESSION,
                session,
                principal.tenantId(),
                principal.accountId(),
                client.device(),
                Math.min(life, longest),
                longest);
        transaction.update(INSERT_TOKEN, first.hash(), session);
        return new Opened(principal, session, first);
    }

    /**
     * Uses up a refresh token and stores its successor, or finds out why that is not possible. A refusal is a result
     * and not a failure, because the revocation that comes with {@link Outcome#REUSED} must be committed.
     */
    Uni<Rotation> rotate(RefreshToken presented, Client client) {
        return transactions.run(Scope.system(), transaction -> {
            Optional<Family> family = family(transaction, presented);
            if (family.isEmpty()) {
                return Rotation.refused(Outcome.UNKNOWN);
            }
            transaction.enter(Scope.tenant(family.get().tenantId()));
            return rotate(transaction, family.get(), presented, client);
        });
    }

    private static Optional<Family> family(Transaction transaction, RefreshToken presented) {
        return transaction.first(
                FIND, row -> new Family(row.getUUID("session_id"), row.getUUID("tenant_id")), presented.hash());
    }

    private Rotation rotate(Transaction transaction, Family family, RefreshToken presented, Client client) {
        transaction.first(LOCK, row -> row, family.sessionId(), family.tenantId());
        double grace = config.raceGrace().toMillis() / 1000.0;
        Rotation rotation = transaction
                .first(INSPECT, row -> inspect(row, presented), presented.hash(), family.tenantId(), grace)
                // The token was purged, or the account has left the tenant.
                .orElse(Rotation.refused(Outcome.UNKNOWN));
        switch (rotation.outcome()) {
            case ROTATED -> {
                return exchange(transaction, rotation, presented);
            }
            case REUSED -> revokeReused(transaction, family, client);
            case REPEATED, UNKNOWN, EXPIRED, REVOKED, RACED -> {
                // Nothing changes.
            }
        }
        return rotation;
    }

    private Rotation exchange(Transaction transaction, Rotation rotation, RefreshToken presented) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        RefreshToken successor = presented.successor(successorKey, salt);
        double life = config.refreshTokenLife().toSeconds();
        transaction.update(ROTATE, presented.hash(), successor.hash(), life, Buffer.buffer(salt));
        return new Rotation(Outcome.ROTATED, rotation.principal(), rotation.session(), successor);
    }

    private void revokeReused(Transaction transaction, Family family, Client client) {
        LOG.warnf("refresh token reused, session revoked tenant=%s session=%s", family.tenantId(), family.sessionId());
        for (Ended ended : transaction.list(REVOKE, SessionRepository::ended, family.sessionId(), null)) {
            tell(transaction, ended, null, AuditKind.REFRESH_TOKEN_REUSED, client);
        }
    }

    /** Ends the session of a refresh token, if there is one. */
    Uni<Void> signOut(RefreshToken presented, Client client) {
        return transactions.does(Scope.system(), transaction -> {
            Optional<Family> family = family(transaction, presented);
            if (family.isPresent()) {
                transaction.enter(Scope.tenant(family.get().tenantId()));
                for (Ended ended : transaction.list(
                        REVOKE, SessionRepository::ended, family.get().sessionId(), null)) {
                    tell(transaction, ended, ended.accountId(), AuditKind.SIGNED_OUT, client);
                }
            }
        });
    }

    /**
     * Ends one of an account's sessions.
     *
     * @return whether it existed and had not been revoked
     */
    boolean revoke(Transaction transaction, UUID account, UUID session, Client client) {
        List<Ended> ended = transaction.list(REVOKE, SessionRepository::ended, session, account);
        ended.forEach(each -> tell(transaction, each, account, AuditKind.SESSION_REVOKED, client));
        return !ended.isEmpty();
    }

    /**
     * Ends an account's sessions in all its tenants, in the caller's transaction, which must see the account.
     *
     * @param spared session that stays active, or null
     */
    public void revokeAll(Transaction transaction, UUID account, @Nullable UUID spared, Client client) {
        for (Ended ended : transaction.list(REVOKE_OF_ACCOUNT, SessionRepository::ended, account, spared)) {
            tell(transaction, ended, account, AuditKind.SESSION_REVOKED, client);
        }
    }

    /** Ends a member's sessions in one tenant, in the caller's transaction, which must see the tenant. */
    public void revokeIn(Transaction transaction, UUID account, UUID tenant, UUID actor, Client client) {
        for (Ended ended : transaction.list(REVOKE_IN, SessionRepository::ended, account, tenant)) {
            tell(transaction, ended, actor, AuditKind.SESSION_REVOKED, client);
        }
    }

    /**
     * Ends a session and opens one in another tenant of its account. The new session ends no later
     * than the old one would have.
     *
     * @return empty if the account is not a member there; fails if the session has ended in the meantime
     */
    Optional<Opened> move(Transaction transaction, CurrentMember.Member me, UUID tenant, Client client) {
        transaction.enter(Scope.member(tenant, me.account()));
        Optional<TenantRole> role =
                transaction.first(ROLE_IN, row -> TenantRole.ofStored(row.getString("role")), me.account(), tenant);
        if (role.isEmpty()) {
            return Optional.empty();
        }
        Principal there = new Principal(me.account(), me.principal().email(), tenant, role.get());
        double rest = transaction
                .first(REST, row -> row.getDouble("rest"), me.session())
                .orElse(0.0);
        List<Ended> ended = transaction.list(REVOKE, SessionRepository::ended, me.session(), me.account());
        if (ended.isEmpty()) {
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "The session has ended. Sign in again.");
        }
        ended.forEach(each -> tell(transaction, each, me.account(), AuditKind.TENANT_SWITCHED, client));
        Opened opened = open(transaction, there, client, rest);
        audit.record(transaction, tenant, me.account(), AuditKind.TENANT_SWITCHED, opened.session(), Map.of(), client);
        return Optional.of(opened);
    }

    private void tell(Transaction transaction, Ended ended, @Nullable UUID actor, AuditKind kind, Client client) {
        revocations.add(transaction, ended.tenantId(), Subject.SESSION, ended.sessionId());
        audit.record(transaction, ended.tenantId(), actor, kind, ended.sessionId(), Map.of(), client);
    }

    /** Returns an account's active sessions, most recently used first. */
    public List<SessionInfo> list(Transaction transaction, UUID account, UUID current) {
        return transaction.list(LIST, row -> info(row, current), account, MOST_LISTED);
    }

    /**
     * Returns the principal of a session with the current role; empty if the session has ended or the
     * account has left the tenant.
     */
    public Optional<Principal> live(Transaction transaction, UUID session, UUID account, UUID tenant) {
        return transaction.first(
                LIVE,
                row -> new Principal(
                        row.getUUID("id"),
                        row.getString("email"),
                        row.getUUID("tenant_id"),
                        TenantRole.ofStored(row.getString("role"))),
                session,
                account,
                tenant);
    }

    /** Removes expired sessions, refresh tokens and audit events, up to the configured number of each. */
    Uni<Integer> purge() {
        return transactions.run(
                Scope.system(),
                transaction -> transaction.update(PURGE_TOKENS, config.purgeLimit())
                        + transaction.update(PURGE_SESSIONS, config.purgeLimit())
                        + audit.purge(transaction, config.purgeLimit()));
    }

    private Rotation inspect(Row row, RefreshToken presented) {
        Outcome outcome = outcome(row);
        if (!outcome.isGood()) {
            return Rotation.refused(outcome);
        }
        RefreshToken successor = outcome == Outcome.REPEATED
                ? presented.successor(
                        successorKey, row.getBuffer("successor_salt").getBytes())
                : null;
        return new Rotation(outcome, principal(row), row.getUUID("session_id"), successor);
    }

    private static Outcome outcome(Row row) {
        if (row.getBoolean("revoked")) {
            return Outcome.REVOKED;
        }
        if (row.getBoolean("expired")) {
            return Outcome.EXPIRED;
        }
        if (!row.getBoolean("used")) {
            return Outcome.ROTATED;
        }
        if (!row.getBoolean("used_just_now")) {
            return Outcome.REUSED;
        }
        return row.getBoolean("successor_used") ? Outcome.RACED : Outcome.REPEATED;
    }

    private static Principal principal(Row row) {
        return new Principal(
                row.getUUID("account_id"),
                row.getString("email"),
                row.getUUID("tenant_id"),
                TenantRole.ofStored(row.getString("role")));
    }

    private static SessionInfo info(Row row, UUID current) {
        UUID id = row.getUUID("id");
        return new SessionInfo(
                id,
                row.getUUID("tenant_id"),
                row.getString("device"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("last_used_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant(),
                id.equals(current));
    }

    private static Ended ended(Row row) {
        return new Ended(row.getUUID("id"), row.getUUID("tenant_id"), row.getUUID("account_id"));
    }

    private record Family(UUID sessionId, UUID tenantId) {}

    private record Ended(UUID sessionId, UUID tenantId, UUID accountId) {}
}
