package dev.auspex.auth.account;

import java.util.Optional;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.contracts.auth.Account;

/** Stores accounts, and finds them with the tenant that they are members of. */
@ApplicationScoped
public class AccountRepository {

    // No conflict target: naming one would require the right to read the conflicting row, which
    // belongs to another tenant.
    private static final String INSERT_ACCOUNT =
            "INSERT INTO account (id, email, password_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    private static final String INSERT_TENANT = "INSERT INTO tenant (id, name, personal_of) VALUES ($1, $2, $3)";

    private static final String INSERT_MEMBERSHIP =
            "INSERT INTO membership (tenant_id, account_id, role) VALUES ($1, $2, $3)";

    private static final String FIND_BY_EMAIL = """
            SELECT a.id, a.email, a.password_hash, a.email_verified_at, m.tenant_id, m.role
              FROM account a JOIN membership m ON m.account_id = a.id
             WHERE a.email = $1
             ORDER BY m.created_at, m.tenant_id
             LIMIT 1""";

    private static final String FIND_BY_ID = """
            SELECT a.id, a.email, a.password_hash, a.email_verified_at, m.tenant_id, m.role
              FROM account a JOIN membership m ON m.account_id = a.id
             WHERE a.id = $1
             ORDER BY m.created_at, m.tenant_id
             LIMIT 1""";

    private static final String LOCK =
            "SELECT email, password_hash, email_verified_at FROM account WHERE id = $1 FOR NO KEY UPDATE";

    private static final String LOCK_MEMBERSHIP =
            "SELECT role FROM membership WHERE account_id = $1 AND tenant_id = $2 FOR SHARE";

    private static final String VERIFY =
            "UPDATE account SET email_verified_at = now() WHERE id = $1 AND email = $2 AND email_verified_at IS NULL";

    private static final String FIND = """
            SELECT a.id, a.email, a.display_name, a.email_verified_at, a.created_at, m.tenant_id, m.role
              FROM account a JOIN membership m ON m.account_id = a.id
             WHERE a.id = $1 AND m.tenant_id = $2""";

    private static final String REPLACE_HASH =
            "UPDATE account SET password_hash = $3 WHERE id = $1 AND password_hash = $2";

    /**
     * Inserts an account with its personal tenant, which the transaction must see.
     *
     * @return false if the address already has an account; the transaction must then be rolled back
     */
    public boolean insert(Transaction transaction, StoredAccount account) {
        Principal principal = account.principal();
        int inserted =
                transaction.update(INSERT_ACCOUNT, principal.accountId(), principal.email(), account.passwordHash());
        if (inserted == 0) {
            return false;
        }
        transaction.update(INSERT_TENANT, principal.tenantId(), principal.email(), principal.accountId());
        transaction.update(
                INSERT_MEMBERSHIP,
                principal.tenantId(),
                principal.accountId(),
                principal.role().stored());
        return true;
    }

    /**
     * Finds the account that signs in with an address, in the tenant that it joined first. A sign-in has no tenant yet.
     */
    public Optional<StoredAccount> findByEmail(Transaction transaction, EmailAddress email) {
        return transaction.first(FIND_BY_EMAIL, AccountRepository::storedAccount, email.value());
    }

    /** Finds a member of a tenant. */
    public Optional<Account> find(Transaction transaction, UUID tenantId, UUID accountId) {
        return transaction.first(FIND, AccountRepository::account, accountId, tenantId);
    }

    /**
     * Finds an account by its id, in the tenant that it joined first. The transaction must see the
     * account, or all accounts.
     */
    public Optional<StoredAccount> findById(Transaction transaction, UUID accountId) {
        return transaction.first(FIND_BY_ID, AccountRepository::storedAccount, accountId);
    }

    /**
     * Finds an account in a tenant in its current state, and locks password, role and membership until the transaction
     * ends. The transaction must see the account and the tenant.
     *
     * @return empty if the account no longer exists or is not a member there
     */
    public Optional<StoredAccount> lock(Transaction transaction, UUID accountId, UUID tenantId) {
        return transaction.first(LOCK, row -> row, accountId).flatMap(row -> transaction
                .first(LOCK_MEMBERSHIP, member -> TenantRole.ofStored(member.getString("role")), accountId, tenantId)
                .map(role -> new StoredAccount(
                        new Principal(accountId, row.getString("email"), tenantId, role),
                        row.getString("password_hash"),
                        row.getOffsetDateTime("email_verified_at") != null)));
    }

    /**
     * Locks an account and returns whether its password is unchanged; it then stays so until the transaction ends. The
     * transaction must see the account.
     */
    public boolean locked(Transaction transaction, StoredAccount account) {
        return transaction
                .first(
                        LOCK,
                        row -> row.getString("password_hash"),
                        account.principal().accountId())
                .filter(account.passwordHash()::equals)
                .isPresent();
    }

    /** Locks an account until the transaction ends. The transaction must see the account. */
    public void lock(Transaction transaction, UUID accountId) {
        transaction.first(LOCK, row -> row, accountId);
    }

    /**
     * Marks an address as the account's own. The transaction must see the account.
     *
     * @return whether the address was not verified before
     */
    public boolean verify(Transaction transaction, UUID accountId, String email) {
        return transaction.update(VERIFY, accountId, email) == 1;
    }

    /** Sets or removes the display name. The transaction must see the account. */
    public void setDisplayName(Transaction transaction, UUID accountId, @Nullable String name) {
        transaction.update("UPDATE account SET display_name = $2 WHERE id = $1", accountId, name);
    }

    /** Sets a password hash. The transaction must see the account. */
    public void setHash(Transaction transaction, UUID accountId, String newHash) {
        transaction.update("UPDATE account SET password_hash = $2 WHERE id = $1", accountId, newHash);
    }

    /** Replaces a hash, unless the password has changed in the meantime. */
    public void replaceHash(Transaction transaction, StoredAccount account, String newHash) {
        transaction.update(REPLACE_HASH, account.principal().accountId(), account.passwordHash(), newHash);
    }

    private static StoredAccount storedAccount(Row row) {
        return new StoredAccount(
                new Principal(
                        row.getUUID("id"),
                        row.getString("email"),
                        row.getUUID("tenant_id"),
                        TenantRole.ofStored(row.getString("role"))),
                row.getString("password_hash"),
                row.getOffsetDateTime("email_verified_at") != null);
    }

    private static Account account(Row row) {
        return new Account(
                row.getUUID("id"),
                row.getString("email"),
                row.getOffsetDateTime("email_verified_at") != null,
                row.getString("display_name"),
                row.getUUID("tenant_id"),
                TenantRole.ofStored(row.getString("role")).granted(),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
