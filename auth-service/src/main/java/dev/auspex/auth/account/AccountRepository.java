package dev.auspex.auth.account;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.auth.Account;

/** Accounts with the tenant that they are members of. */
@ApplicationScoped
public class AccountRepository {

    // No conflict target: naming one would need the right to read the row that is in the way, which is another
    // tenant's.
    private static final String INSERT_ACCOUNT =
            "INSERT INTO account (id, email, password_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    private static final String INSERT_TENANT = "INSERT INTO tenant (id, name) VALUES ($1, $2)";

    private static final String INSERT_MEMBERSHIP =
            "INSERT INTO membership (tenant_id, account_id, role) VALUES ($1, $2, $3)";

    private static final String FIND_BY_EMAIL = """
            SELECT a.id, a.email, a.password_hash, m.tenant_id, m.role
              FROM account a JOIN membership m ON m.account_id = a.id
             WHERE a.email = $1
             ORDER BY m.created_at, m.tenant_id
             LIMIT 1""";

    private static final String FIND = """
            SELECT a.id, a.email, a.created_at, m.tenant_id, m.role
              FROM account a JOIN membership m ON m.account_id = a.id
             WHERE a.id = $1 AND m.tenant_id = $2""";

    private static final String REPLACE_HASH =
            "UPDATE account SET password_hash = $3 WHERE id = $1 AND password_hash = $2";

    private final TenantDatabase database;

    AccountRepository(TenantDatabase database) {
        this.database = database;
    }

    /**
     * Inserts an account with its personal tenant within the caller's transaction.
     *
     * @return false when the address has an account already; the transaction is then to be rolled back
     */
    public Uni<Boolean> insert(SqlConnection connection, StoredAccount account) {
        Principal principal = account.principal();
        return connection
                .preparedQuery(INSERT_ACCOUNT)
                .execute(Tuple.of(principal.accountId(), principal.email(), account.passwordHash()))
                .flatMap(inserted -> inserted.rowCount() == 0
                        ? Uni.createFrom().item(false)
                        : insertTenant(connection, principal).replaceWith(true));
    }

    private static Uni<RowSet<Row>> insertTenant(SqlConnection connection, Principal owner) {
        return connection
                .preparedQuery(INSERT_TENANT)
                .execute(Tuple.of(owner.tenantId(), owner.email()))
                .flatMap(inserted -> connection
                        .preparedQuery(INSERT_MEMBERSHIP)
                        .execute(Tuple.of(
                                owner.tenantId(),
                                owner.accountId(),
                                owner.role().stored())));
    }

    /** Finds who signs in with an address, in the tenant that they joined first. A sign-in has no tenant yet. */
    public Uni<Optional<StoredAccount>> findByEmail(EmailAddress email) {
        return database.acrossTenants(connection -> connection
                .preparedQuery(FIND_BY_EMAIL)
                .execute(Tuple.of(email.value()))
                .map(rows -> first(rows).map(AccountRepository::storedAccount)));
    }

    /** Finds a member of a tenant. */
    public Uni<Optional<Account>> find(UUID tenantId, UUID accountId) {
        return database.inTenant(tenantId, connection -> connection
                .preparedQuery(FIND)
                .execute(Tuple.of(accountId, tenantId))
                .map(rows -> first(rows).map(AccountRepository::account)));
    }

    /** Replaces a hash, unless the password was changed meanwhile. */
    public Uni<Void> replaceHash(StoredAccount account, String newHash) {
        Principal principal = account.principal();
        return database.inTenant(principal.tenantId(), connection -> connection
                .preparedQuery(REPLACE_HASH)
                .execute(Tuple.of(principal.accountId(), account.passwordHash(), newHash))
                .replaceWithVoid());
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        var iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }

    private static StoredAccount storedAccount(Row row) {
        return new StoredAccount(
                new Principal(
                        row.getUUID("id"),
                        row.getString("email"),
                        row.getUUID("tenant_id"),
                        TenantRole.ofStored(row.getString("role"))),
                row.getString("password_hash"));
    }

    private static Account account(Row row) {
        OffsetDateTime createdAt = row.getOffsetDateTime("created_at");
        return new Account(
                row.getUUID("id"),
                row.getString("email"),
                row.getUUID("tenant_id"),
                TenantRole.ofStored(row.getString("role")).granted(),
                createdAt.toInstant());
    }
}
