package dev.auspex.auth.apikey;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.account.Principal;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.revocation.RevocationOutbox;
import dev.auspex.auth.session.CurrentMember.Member;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.ApiKey;
import dev.auspex.contracts.auth.CreatedApiKey;
import dev.auspex.contracts.auth.NewApiKey;
import dev.auspex.contracts.event.AccessRevoked.Subject;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Stores API keys in the database. */
@ApplicationScoped
public class ApiKeys {

    private static final int MOST_LISTED = 500;

    private static final String COUNT = """
            SELECT count(*) AS count FROM api_key
             WHERE tenant_id = $1 AND account_id = $2 AND revoked_at IS NULL AND expires_at > now()""";

    private static final String INSERT = """
            INSERT INTO api_key (id, tenant_id, account_id, name, secret_hash, scopes, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            RETURNING id, account_id, name, scopes, created_at, expires_at, last_used_at""";

    private static final String LIST = """
            SELECT id, account_id, name, scopes, created_at, expires_at, last_used_at
              FROM api_key
             WHERE tenant_id = $1 AND ($2::uuid IS NULL OR account_id = $2) AND revoked_at IS NULL AND expires_at > now()
             ORDER BY id DESC LIMIT $3""";

    private static final String OF_ACCOUNT = """
            SELECT id, account_id, name, scopes, created_at, expires_at, last_used_at
              FROM api_key
             WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > now()
             ORDER BY id DESC LIMIT $2""";

    private static final String REVOKE = """
            UPDATE api_key SET revoked_at = now()
             WHERE id = $1 AND tenant_id = $2 AND ($3::uuid IS NULL OR account_id = $3) AND revoked_at IS NULL
            RETURNING id, tenant_id""";

    private static final String REVOKE_OF_MEMBER = """
            UPDATE api_key SET revoked_at = now()
             WHERE account_id = $1 AND ($2::uuid IS NULL OR tenant_id = $2) AND revoked_at IS NULL AND expires_at > now()
            RETURNING id, tenant_id""";

    private static final String FIND = """
            SELECT k.id, k.tenant_id, k.secret_hash, k.scopes, k.expires_at, a.id AS account_id, a.email, m.role,
                   k.last_used_at IS NULL OR k.last_used_at < now() - make_interval(secs => $2) AS use_is_news
              FROM api_key k
              JOIN account a ON a.id = k.account_id
              JOIN membership m ON m.account_id = k.account_id AND m.tenant_id = k.tenant_id
             WHERE k.id = $1 AND k.revoked_at IS NULL AND k.expires_at > now()""";

    private static final String USED = "UPDATE api_key SET last_used_at = now() WHERE id = $1 AND revoked_at IS NULL";

    private static final String LOCK = "SELECT id FROM api_key WHERE id = $1 AND revoked_at IS NULL FOR SHARE";

    private static final String LOCK_OF_MEMBER =
            "SELECT id FROM api_key WHERE account_id = $1 AND tenant_id = $2 ORDER BY id FOR NO KEY UPDATE";

    // Waits for a concurrent change of the role.
    private static final String LOCK_ROLE =
            "SELECT role FROM membership WHERE tenant_id = $1 AND account_id = $2 FOR SHARE";

    private static final String PURGE = "SELECT purge_api_keys(make_interval(secs => $1), $2) AS removed";

    private final SecureRandom random = new SecureRandom();
    private final ApiKeyConfig config;
    private final RevocationOutbox revocations;
    private final AuditLog audit;
    private final UuidV7 ids;

    ApiKeys(ApiKeyConfig config, RevocationOutbox revocations, AuditLog audit, UuidV7 ids) {
        this.config = config;
        this.revocations = revocations;
        this.audit = audit;
        this.ids = ids;
    }

    CreatedApiKey create(Transaction transaction, Member me, NewApiKey wanted, Client client) {
        Instant expiresAt = expiry(wanted);
        long living = transaction
                .first(COUNT, row -> row.getLong("count"), me.tenant(), me.account())
                .orElse(0L);
        if (living >= config.most()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "You have " + living + " API keys in this tenant, which is the maximum. Revoke one first.");
        }
        KeyText key = KeyText.next(ids.next(), random);
        ApiKey stored = transaction
                .first(
                        INSERT,
                        ApiKeys::apiKey,
                        key.id(),
                        me.tenant(),
                        me.account(),
                        wanted.name().strip(),
                        Buffer.buffer(key.hash()),
                        wanted.scopes().stream().sorted().toArray(String[]::new),
                        expiresAt.atOffset(ZoneOffset.UTC))
                .orElseThrow();
        Map<String, String> detail = Map.of("name", stored.name(), "scopes", String.join(" ", stored.scopes()));
        audit.record(transaction, me.tenant(), me.account(), AuditKind.API_KEY_CREATED, key.id(), detail, client);
        return new CreatedApiKey(stored, key.text());
    }

    private Instant expiry(NewApiKey wanted) {
        Instant now = Instant.now();
        if (wanted.expiresAt() == null) {
            return now.plus(config.life());
        }
        if (wanted.expiresAt().isAfter(now.plus(config.longest()))) {
            String message = "`expiresAt` must be at most " + config.longest().toDays() + " days from now.";
            throw new ProblemException(
                    ProblemType.INVALID_INPUT, message, List.of(new Violation("/expiresAt", "range", message)));
        }
        return wanted.expiresAt();
    }

    List<ApiKey> list(Transaction transaction, Member me) {
        return transaction.list(LIST, ApiKeys::apiKey, me.tenant(), onlyOwn(me), MOST_LISTED);
    }

    /** Returns an account's valid keys in all its tenants. The transaction must see the account's own rows. */
    public List<ApiKey> ofAccount(Transaction transaction, UUID account) {
        return transaction.list(OF_ACCOUNT, ApiKeys::apiKey, account, MOST_LISTED);
    }

    /**
     * Revokes a key.
     *
     * @return whether there was such a key that the member may revoke
     */
    boolean revoke(Transaction transaction, Member me, UUID key, Client client) {
        List<Revoked> revoked = transaction.list(REVOKE, ApiKeys::revoked, key, me.tenant(), onlyOwn(me));
        revoked.forEach(each -> tell(transaction, each, me.account(), client));
        return !revoked.isEmpty();
    }

    @Nullable
    private static UUID onlyOwn(Member me) {
        return me.principal().role().compareTo(TenantRole.ADMIN) >= 0 ? null : me.account();
    }

    /** Locks a member's keys, so that their exchanges wait until the transaction ends. */
    public void lockAll(Transaction transaction, UUID account, UUID tenant) {
        transaction.list(LOCK_OF_MEMBER, row -> row, account, tenant);
    }

    /**
     * Revokes all keys of a member.
     *
     * @param tenant tenant of the keys, or null for all tenants
     * @param actor  account that revokes them
     */
    public void revokeAll(
            Transaction transaction, UUID account, @Nullable UUID tenant, @Nullable UUID actor, Client client) {
        for (Revoked revoked : transaction.list(REVOKE_OF_MEMBER, ApiKeys::revoked, account, tenant)) {
            tell(transaction, revoked, actor, client);
        }
    }

    private void tell(Transaction transaction, Revoked revoked, @Nullable UUID actor, Client client) {
        revocations.add(transaction, revoked.tenant(), Subject.API_KEY, revoked.id());
        audit.record(transaction, revoked.tenant(), actor, AuditKind.API_KEY_REVOKED, revoked.id(), Map.of(), client);
    }

    /**
     * Returns the valid key for this text, or empty, whatever is wrong with it. The transaction must see all tenants.
     */
    Optional<GoodKey> find(Transaction transaction, KeyText key) {
        double grain = config.lastUsedGrain().toSeconds();
        return transaction
                .first(FIND, ApiKeys::stored, key.id(), grain)
                .filter(stored -> MessageDigest.isEqual(stored.hash(), key.hash()))
                .map(Stored::key);
    }

    /**
     * Locks a key and its owner's role until the transaction ends, and records the use. A concurrent revocation
     * or role change waits, so the event that it publishes is newer than the token issued here. The transaction
     * must see the key's tenant.
     *
     * @return the key with the current role; empty if it was just revoked or its owner has left
     */
    Optional<GoodKey> use(Transaction transaction, GoodKey key) {
        Principal owner = key.owner();
        // Lock the key before the role, in the same order as the removal of a member or an account.
        boolean good = key.useIsNews()
                ? transaction.update(USED, key.id()) > 0
                : transaction.first(LOCK, row -> row, key.id()).isPresent();
        if (!good) {
            return Optional.empty();
        }
        return transaction
                .first(
                        LOCK_ROLE,
                        row -> TenantRole.ofStored(row.getString("role")),
                        owner.tenantId(),
                        owner.accountId())
                .map(role -> new GoodKey(
                        key.id(),
                        new Principal(owner.accountId(), owner.email(), owner.tenantId(), role),
                        key.scopes(),
                        key.expiresAt(),
                        key.useIsNews()));
    }

    /**
     * Removes keys that expired or were revoked long ago. The transaction must have the system's scope.
     *
     * @return the number of removed keys
     */
    public int purge(Transaction transaction, Duration keep, int most) {
        return transaction
                .first(PURGE, row -> row.getLong("removed").intValue(), (double) keep.toSeconds(), most)
                .orElse(0);
    }

    /**
     * A key that was presented with its correct secret.
     *
     * @param useIsNews whether the recorded last use is old enough to be replaced
     */
    record GoodKey(UUID id, Principal owner, List<String> scopes, Instant expiresAt, boolean useIsNews) {}

    private record Stored(byte[] hash, GoodKey key) {}

    private record Revoked(UUID id, UUID tenant) {}

    private static Revoked revoked(Row row) {
        return new Revoked(row.getUUID("id"), row.getUUID("tenant_id"));
    }

    private static Stored stored(Row row) {
        Principal owner = new Principal(
                row.getUUID("account_id"),
                row.getString("email"),
                row.getUUID("tenant_id"),
                TenantRole.ofStored(row.getString("role")));
        GoodKey key = new GoodKey(
                row.getUUID("id"),
                owner,
                Arrays.asList(row.getArrayOfStrings("scopes")),
                row.getOffsetDateTime("expires_at").toInstant(),
                row.getBoolean("use_is_news"));
        return new Stored(row.getBuffer("secret_hash").getBytes(), key);
    }

    private static ApiKey apiKey(Row row) {
        UUID id = row.getUUID("id");
        var lastUsed = row.getOffsetDateTime("last_used_at");
        return new ApiKey(
                id,
                row.getUUID("account_id"),
                row.getString("name"),
                KeyText.prefixOf(id),
                Arrays.asList(row.getArrayOfStrings("scopes")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant(),
                lastUsed == null ? null : lastUsed.toInstant());
    }
}
