package dev.auspex.auth.signingkey;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Nullable;
import org.jboss.logging.Logger;

/** Stores the signing keys in the database. They belong to no tenant. */
final class SigningKeyStore {

    private static final Logger LOG = Logger.getLogger(SigningKeyStore.class);

    // If replicas start together on an empty database, one creates the key, and the others wait and find it.
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('auspex.signing-key')) IS NULL";

    private static final String LOAD = """
            SELECT kid, created_at, activates_at, others_end_at, public_key, private_key_sealed
              FROM signing_key ORDER BY activates_at, kid""";

    private static final String INSERT = """
            INSERT INTO signing_key (kid, created_at, activates_at, others_end_at, public_key, private_key_sealed)
            VALUES ($1, $2, $3, $4, $5, $6)""";

    private static final String NEWEST_KID = "SELECT kid FROM signing_key ORDER BY created_at DESC, kid DESC LIMIT 1";

    private final Pool pool;
    private final KeyCipher cipher;

    SigningKeyStore(Pool pool, KeyCipher cipher) {
        this.pool = pool;
        this.cipher = cipher;
    }

    /**
     * Loads all keys, and creates one if none is active. If a key cannot be decrypted, it fails with a
     * message that says what to do.
     */
    Uni<KeyRing> loadOrCreate() {
        return locked((connection, keys) -> {
            Instant now = Instant.now();
            return new KeyRing(keys).signer(now).isPresent()
                    ? Uni.createFrom().item(new KeyRing(keys))
                    : add(connection, keys, SigningKey.generate(now, now, now));
        });
    }

    /**
     * Adds a key that starts to sign after some time.
     *
     * @param age      add it only if the newest key has signed for at least this long; null to always add it
     * @param announce how long the key is published before it signs
     * @param linger   how long earlier keys stay published after that
     * @param also     runs in the same transaction if a key was added
     */
    Uni<KeyRing> rotate(@Nullable Duration age, Duration announce, Duration linger, Added also) {
        return locked((connection, keys) -> {
            Instant now = Instant.now();
            KeyRing ring = new KeyRing(keys);
            boolean old = age == null
                    || ring.newest()
                            .map(key -> !key.activatesAt().isAfter(now.minus(age)))
                            .orElse(true);
            Instant from = now.plus(announce);
            return old
                    ? addAnd(connection, keys, SigningKey.generate(now, from, from.plus(linger)), also)
                    : Uni.createFrom().item(ring);
        });
    }

    /** Returns the id of the key that was created last, or null if there is none. */
    Uni<String> newestKid() {
        return pool.query(NEWEST_KID).execute().map(rows -> {
            for (Row row : rows) {
                return row.getString("kid");
            }
            return null;
        });
    }

    private Uni<KeyRing> addAnd(SqlConnection connection, List<SigningKey> keys, SigningKey key, Added also) {
        return add(connection, keys, key).call(ring -> also.run(connection, key));
    }

    /** Work that follows the creation of a key, in the transaction that adds it. */
    interface Added {

        Uni<Void> run(SqlConnection connection, SigningKey key);
    }

    private interface Work {

        Uni<KeyRing> run(SqlConnection connection, List<SigningKey> keys);
    }

    private Uni<KeyRing> locked(Work work) {
        return pool.withTransaction(connection -> connection
                .query(LOCK)
                .execute()
                .flatMap(locked -> connection.query(LOAD).execute())
                .map(this::decode)
                .flatMap(keys -> work.run(connection, keys)));
    }

    private List<SigningKey> decode(RowSet<Row> rows) {
        List<SigningKey> keys = new ArrayList<>();
        for (Row row : rows) {
            String kid = row.getString("kid");
            keys.add(SigningKey.decode(
                    kid,
                    instant(row.getOffsetDateTime("created_at")),
                    instant(row.getOffsetDateTime("activates_at")),
                    instant(row.getOffsetDateTime("others_end_at")),
                    row.getBuffer("public_key").getBytes(),
                    cipher.decrypt(row.getBuffer("private_key_sealed").getBytes(), kid)));
        }
        return List.copyOf(keys);
    }

    /** The client represents PostgreSQL's infinity as the greatest possible time. */
    private static Instant instant(OffsetDateTime time) {
        return time.equals(OffsetDateTime.MAX) ? Instant.MAX : time.toInstant();
    }

    private Uni<KeyRing> add(SqlConnection connection, List<SigningKey> others, SigningKey key) {
        List<SigningKey> all = new ArrayList<>(others);
        all.add(key);
        return connection
                .preparedQuery(INSERT)
                .execute(Tuple.of(
                        key.kid(),
                        key.createdAt().atOffset(ZoneOffset.UTC),
                        key.activatesAt().atOffset(ZoneOffset.UTC),
                        key.othersEndAt().atOffset(ZoneOffset.UTC),
                        Buffer.buffer(key.publicKey().getEncoded()),
                        Buffer.buffer(cipher.encrypt(key.privateKey().getEncoded(), key.kid()))))
                .invoke(() -> LOG.infof("signing key created kid=%s activatesAt=%s", key.kid(), key.activatesAt()))
                .replaceWith(() -> new KeyRing(all));
    }
}
