package dev.auspex.auth.passkey;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Transaction;
import dev.auspex.contracts.auth.Passkey;

/**
 * Stores passkeys in the database. Unless stated otherwise, a method needs a transaction that
 * sees the account's own rows.
 */
@ApplicationScoped
public class Passkeys {

    private static final String SHOWN = "id, name, backed_up, created_at, last_used_at";

    private static final String STORED =
            "id, account_id, credential_id, credential, sign_count, backup_eligible, backed_up, transports";

    private static final String INSERT = """
            INSERT INTO passkey (id, account_id, credential_id, credential, sign_count, backup_eligible, backed_up, transports, name)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            RETURNING\s""" + SHOWN;

    private static final String LIST = "SELECT " + SHOWN + " FROM passkey WHERE account_id = $1 ORDER BY id DESC";

    private static final String RENAME =
            "UPDATE passkey SET name = $3 WHERE id = $1 AND account_id = $2 RETURNING " + SHOWN;

    private static final String USED = """
            UPDATE passkey SET sign_count = $3, backed_up = $4, last_used_at = now() WHERE id = $1 AND account_id = $2""";

    private final AuditLog audit;

    Passkeys(AuditLog audit) {
        this.audit = audit;
    }

    /** Returns an account's passkeys, newest first. */
    public List<Passkey> list(Transaction transaction, UUID account) {
        return transaction.list(LIST, Passkeys::shown, account);
    }

    /** Removes all passkeys of an account, and records each removal in a tenant's audit log. */
    public void removeAll(Transaction transaction, UUID account, UUID tenant, Client client) {
        transaction
                .list(
                        "DELETE FROM passkey WHERE account_id = $1 RETURNING id, name",
                        row -> Map.entry(row.getUUID("id"), row.getString("name")),
                        account)
                .forEach(removed -> audit.record(
                        transaction,
                        tenant,
                        account,
                        AuditKind.PASSKEY_REMOVED,
                        removed.getKey(),
                        Map.of("name", removed.getValue()),
                        client));
    }

    List<StoredPasskey> stored(Transaction transaction, UUID account) {
        return transaction.list(
                "SELECT " + STORED + " FROM passkey WHERE account_id = $1", Passkeys::storedPasskey, account);
    }

    /**
     * Inserts a passkey.
     *
     * @return the passkey; empty if the credential is already known, for whatever account
     */
    Optional<Passkey> insert(Transaction transaction, StoredPasskey passkey, String name) {
        return transaction.first(
                INSERT,
                Passkeys::shown,
                passkey.id(),
                passkey.accountId(),
                Buffer.buffer(passkey.credentialId()),
                Buffer.buffer(passkey.credential()),
                passkey.signCount(),
                passkey.backupEligible(),
                passkey.backedUp(),
                passkey.transports().toArray(String[]::new),
                name);
    }

    Optional<Passkey> rename(Transaction transaction, UUID account, UUID id, String name) {
        return transaction.first(RENAME, Passkeys::shown, id, account, name);
    }

    /**
     * Removes a passkey.
     *
     * @return its name, or empty if there was none
     */
    Optional<String> remove(Transaction transaction, UUID account, UUID id) {
        return transaction.first(
                "DELETE FROM passkey WHERE id = $1 AND account_id = $2 RETURNING name",
                row -> row.getString("name"),
                id,
                account);
    }

    /** Finds the account of a credential. The transaction must have the system's scope. */
    Optional<UUID> accountOf(Transaction transaction, byte[] credentialId) {
        return transaction.first(
                "SELECT account_id FROM passkey WHERE credential_id = $1",
                row -> row.getUUID("account_id"),
                Buffer.buffer(credentialId));
    }

    /** Finds a passkey of an account and locks it until the transaction ends. */
    Optional<StoredPasskey> lock(Transaction transaction, UUID account, byte[] credentialId) {
        return transaction.first(
                "SELECT " + STORED + " FROM passkey WHERE credential_id = $1 AND account_id = $2 FOR NO KEY UPDATE",
                Passkeys::storedPasskey,
                Buffer.buffer(credentialId),
                account);
    }

    void used(Transaction transaction, StoredPasskey now) {
        transaction.update(USED, now.id(), now.accountId(), now.signCount(), now.backedUp());
    }

    private static Passkey shown(Row row) {
        return new Passkey(
                row.getUUID("id"),
                row.getString("name"),
                row.getBoolean("backed_up"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("last_used_at") == null
                        ? null
                        : row.getOffsetDateTime("last_used_at").toInstant());
    }

    private static StoredPasskey storedPasskey(Row row) {
        return new StoredPasskey(
                row.getUUID("id"),
                row.getUUID("account_id"),
                row.getBuffer("credential_id").getBytes(),
                row.getBuffer("credential").getBytes(),
                row.getLong("sign_count"),
                row.getBoolean("backup_eligible"),
                row.getBoolean("backed_up"),
                Arrays.asList(row.getArrayOfStrings("transports")));
    }
}
