package dev.auspex.auth.database;

import java.util.UUID;

/**
 * The rows that a transaction sees. PostgreSQL's row-level security enforces it for every statement.
 *
 * @param tenant  id of a tenant, {@code *} for the system's own work, or empty
 * @param account id of an account, whose own rows in all tenants are visible, or empty
 */
public record Scope(String tenant, String account) {

    /** Returns the scope of one tenant's rows. */
    public static Scope tenant(UUID tenant) {
        return new Scope(tenant.toString(), "");
    }

    /** Returns the scope of one account's own rows in all its tenants. */
    public static Scope account(UUID account) {
        return new Scope("", account.toString());
    }

    /** Returns the scope of one tenant's rows and of the account's own rows in all its tenants. */
    public static Scope member(UUID tenant, UUID account) {
        return new Scope(tenant.toString(), account.toString());
    }

    /** Returns the scope for work before the caller is known: only tables whose policy admits it, mostly read-only. */
    public static Scope system() {
        return new Scope("*", "");
    }
}
