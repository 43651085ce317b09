package dev.auspex.auth.database;

import java.util.UUID;

/**
 * Whose rows a transaction sees. PostgreSQL's row-level security compares the rows with it, whatever a statement says.
 *
 * @param tenant  id of a tenant, {@code *} for the system's own work, or empty
 * @param account id of an account, whose own rows are seen in whatever tenant they are, or empty
 */
public record Scope(String tenant, String account) {

    /** One tenant's rows. */
    public static Scope tenant(UUID tenant) {
        return new Scope(tenant.toString(), "");
    }

    /** One account's own rows, of all its tenants. */
    public static Scope account(UUID account) {
        return new Scope("", account.toString());
    }

    /** One tenant's rows, and the account's own ones of all its tenants. */
    public static Scope member(UUID tenant, UUID account) {
        return new Scope(tenant.toString(), account.toString());
    }

    /** What may be seen before it is known who asks: only tables whose policy admits it, and those mostly to read. */
    public static Scope system() {
        return new Scope("*", "");
    }
}
