package dev.auspex.auth.signingkey;

import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

/** The keys in the database. They belong to no tenant. */
final class SigningKeyStore {

    private static final Logger LOG = Logger.getLogger(SigningKeyStore.class);

    // Of replicas that start together on an empty database, one makes the key and the others wait and find it.
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('auspex.signing-key')) IS NULL";

    private static final String LOAD =
            "SELECT kid, active, public_key, private_key_sealed FROM signing_key ORDER BY created_at, kid";

    private static final String INSERT =
            "INSERT INTO signing_key (kid, active, public_key, private_key_sealed) VALUES ($1, $2, $3, $4)";

    private static final String ACTIVE_KID = "SELECT kid FROM signing_key WHERE active";

    private final Pool pool;
    private final KeyCipher cipher;

    SigningKeyStore(Pool pool, KeyCipher cipher) {
        this.pool = pool;
        this.cipher = cipher;
    }

    /** Loads all keys; makes one when none is active. Fails with a message for people when one cannot be decrypted. */
    Uni<List<SigningKey>> loadOrCreate() {
        return pool.withTransaction(connection -> connection
                .query(LOCK)
                .execute()
                .flatMap(locked -> connection.query(LOAD).execute())
                .map(this::decode)
                .flatMap(keys -> keys.stream().anyMatch(SigningKey::active)
                        ? Uni.createFrom().item(keys)
                        : create(connection, keys)));
    }

    /** Id of the active key, or null where there is none. */
    Uni<String> activeKid() {
        return pool.query(ACTIVE_KID).execute().map(rows -> {
            for (Row row : rows) {
                return row.getString("kid");
            }
            return null;
        });
    }

    private List<SigningKey> decode(RowSet<Row> rows) {
        List<SigningKey> keys = new ArrayList<>();
        for (Row row : rows) {
            String kid = row.getString("kid");
            keys.add(SigningKey.decode(
                    kid,
                    row.getBoolean("active"),
                    row.getBuffer("public_key").getBytes(),
                    cipher.decrypt(row.getBuffer("private_key_sealed").getBytes(), kid)));
        }
        return List.copyOf(keys);
    }

    private Uni<List<SigningKey>> create(SqlConnection connection, List<SigningKey> others) {
        SigningKey key = SigningKey.generate();
        List<SigningKey> all = new ArrayList<>(others);
        all.add(key);
        return connection
                .preparedQuery(INSERT)
                .execute(Tuple.of(
                        key.kid(),
                        key.active(),
                        Buffer.buffer(key.publicKey().getEncoded()),
                        Buffer.buffer(cipher.encrypt(key.privateKey().getEncoded(), key.kid()))))
                .invoke(() -> LOG.infof("signing key created kid=%s", key.kid()))
                .replaceWith(List.copyOf(all));
    }
}
