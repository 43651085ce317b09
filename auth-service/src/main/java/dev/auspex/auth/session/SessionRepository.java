package dev.auspex.auth.session;

import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.auth.account.Principal;
import dev.auspex.auth.session.Rotation.Outcome;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.tenancy.TenantDatabase;

/**
 * Sessions and their refresh tokens. A session is the family of all refresh tokens that follow from one sign-in; its
 * row is the only lock that their use takes, so uses of one token come one after the other and cannot deadlock.
 */
@ApplicationScoped
public class SessionRepository {

    private static final Logger LOG = Logger.getLogger(SessionRepository.class);

    private static final String INSERT_SESSION = """
            INSERT INTO session (id, tenant_id, account_id, expires_at, ends_at)
            VALUES ($1, $2, $3, now() + make_interval(secs => $4), now() + make_interval(secs => $5))""";

    private static final String INSERT_TOKEN = """
            INSERT INTO refresh_token (token_hash, session_id, tenant_id, expires_at)
            SELECT $1, id, tenant_id, expires_at FROM session WHERE id = $2""";

    private static final String FIND = "SELECT session_id, tenant_id FROM refresh_token WHERE token_hash = $1";

    private static final String LOCK = "SELECT id FROM session WHERE id = $1 AND tenant_id = $2 FOR UPDATE";

    // A statement of its own after the lock: only then does it see what the holder of the lock before has done.
    private static final String INSPECT = """
            SELECT s.revoked_at IS NOT NULL AS revoked,
                   t.expires_at <= now() AS expired,
                   t.used_at IS NOT NULL AS used,
                   coalesce(t.used_at > now() - make_interval(secs => $3), false) AS used_just_now,
                   a.id AS account_id, a.email, s.tenant_id, m.role
              FROM refresh_token t
              JOIN session s ON s.id = t.session_id
              JOIN account a ON a.id = s.account_id
              JOIN membership m ON m.account_id = s.account_id AND m.tenant_id = s.tenant_id
             WHERE t.token_hash = $1 AND t.tenant_id = $2""";

    private static final String ROTATE = """
            WITH used AS (
                UPDATE refresh_token SET used_at = clock_timestamp() WHERE token_hash = $1 RETURNING session_id
            ), extended AS (
                UPDATE session s SET expires_at = least(now() + make_interval(secs => $3), s.ends_at)
                  FROM used WHERE s.id = used.session_id
                RETURNING s.id, s.tenant_id, s.expires_at
            )
            INSERT INTO refresh_token (token_hash, session_id, tenant_id, expires_at)
            SELECT $2, id, tenant_id, expires_at FROM extended""";

    private static final String REVOKE = "UPDATE session SET revoked_at = now() WHERE id = $1 AND tenant_id = $2";

    private static final String PURGE_TOKENS = """
            DELETE FROM refresh_token WHERE token_hash IN (
                SELECT token_hash FROM refresh_token WHERE expires_at < now() LIMIT $1)""";

    private static final String PURGE_SESSIONS = """
            DELETE FROM session WHERE id IN (
                SELECT id FROM session WHERE expires_at < now() LIMIT $1)""";

    private final TenantDatabase database;
    private final SessionConfig config;
    private final UuidV7 ids;

    SessionRepository(TenantDatabase database, SessionConfig config, UuidV7 ids) {
        this.database = database;
        this.config = config;
        this.ids = ids;
    }

    /** Opens a session with its first refresh token within the caller's transaction. */
    Uni<Void> open(SqlConnection connection, Principal principal, RefreshToken first) {
        UUID session = ids.next();
        double life = config.refreshTokenLife().toSeconds();
        double longest = config.longest().toSeconds();
        return connection
                .preparedQuery(INSERT_SESSION)
                .execute(Tuple.of(
                        session, principal.tenantId(), principal.accountId(), Math.min(life, longest), longest))
                .flatMap(inserted -> connection.preparedQuery(INSERT_TOKEN).execute(Tuple.of(first.hash(), session)))
                .replaceWithVoid();
    }

    /** Opens a session with its first refresh token. */
    Uni<Void> open(Principal principal, RefreshToken first) {
        return database.inTenant(principal.tenantId(), connection -> open(connection, principal, first));
    }

    /**
     * Uses a refresh token up and stores its successor, or finds out why not. A refusal is an answer and no failure:
     * the revocation that comes with {@link Outcome#REUSED} has to be committed.
     */
    Uni<Rotation> rotate(RefreshToken presented, RefreshToken successor) {
        return database.<Family>acrossTenants(connection -> connection
                        .preparedQuery(FIND)
                        .execute(Tuple.of(presented.hash()))
                        .map(SessionRepository::family))
                .flatMap(family -> family == null
                        ? Uni.createFrom().item(Rotation.refused(Outcome.UNKNOWN))
                        : database.inTenant(
                                family.tenantId(), connection -> rotate(connection, family, presented, successor)));
    }

    private Uni<Rotation> rotate(
            SqlConnection connection, Family family, RefreshToken presented, RefreshToken successor) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(family.sessionId(), family.tenantId()))
                .flatMap(locked -> connection
                        .preparedQuery(INSPECT)
                        .execute(Tuple.of(presented.hash(), family.tenantId(), (double)
                                config.raceGrace().toSeconds())))
                .map(SessionRepository::rotation)
                .call(rotation -> switch (rotation.outcome()) {
                    case ROTATED ->
                        connection.preparedQuery(ROTATE).execute(Tuple.of(presented.hash(), successor.hash(), (double)
                                config.refreshTokenLife().toSeconds()));
                    case REUSED -> revoke(connection, family);
                    case UNKNOWN, EXPIRED, REVOKED, RACED -> Uni.createFrom().voidItem();
                });
    }

    private static Uni<RowSet<Row>> revoke(SqlConnection connection, Family family) {
        LOG.warnf(
                "refresh token used again, session revoked tenant=%s session=%s",
                family.tenantId(), family.sessionId());
        return connection.preparedQuery(REVOKE).execute(Tuple.of(family.sessionId(), family.tenantId()));
    }

    /** Removes sessions and refresh tokens that have expired, up to the configured number of each. */
    Uni<Integer> purge() {
        Tuple limit = Tuple.of(config.purgeLimit());
        return database.acrossTenants(connection -> connection
                .preparedQuery(PURGE_TOKENS)
                .execute(limit)
                .flatMap(tokens -> connection
                        .preparedQuery(PURGE_SESSIONS)
                        .execute(limit)
                        .map(sessions -> tokens.rowCount() + sessions.rowCount())));
    }

    private static Family family(RowSet<Row> rows) {
        for (Row row : rows) {
            return new Family(row.getUUID("session_id"), row.getUUID("tenant_id"));
        }
        return null;
    }

    private static Rotation rotation(RowSet<Row> rows) {
        for (Row row : rows) {
            Outcome outcome = outcome(row);
            return outcome == Outcome.ROTATED ? new Rotation(outcome, principal(row)) : Rotation.refused(outcome);
        }
        // Purged, or the account has left the tenant.
        return Rotation.refused(Outcome.UNKNOWN);
    }

    private static Outcome outcome(Row row) {
        if (row.getBoolean("revoked")) {
            return Outcome.REVOKED;
        }
        if (row.getBoolean("expired")) {
            return Outcome.EXPIRED;
        }
        if (row.getBoolean("used")) {
            return row.getBoolean("used_just_now") ? Outcome.RACED : Outcome.REUSED;
        }
        return Outcome.ROTATED;
    }

    private static Principal principal(Row row) {
        return new Principal(
                row.getUUID("account_id"),
                row.getString("email"),
                row.getUUID("tenant_id"),
                TenantRole.ofStored(row.getString("role")));
    }

    private record Family(UUID sessionId, UUID tenantId) {}
}
