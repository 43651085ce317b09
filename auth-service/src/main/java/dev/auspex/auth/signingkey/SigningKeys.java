package dev.auspex.auth.signingkey;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;

/**
 * The signing keys of this process. The service does not start without them. Periodically, one replica adds a new key,
 * and the others find it long before it signs.
 */
@ApplicationScoped
public class SigningKeys {

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    // Stands for this service itself, because no client requested the rotation.
    private static final Client ITSELF = new Client("", "auth service", false);

    private final SigningKeyConfig config;
    private final Pool pool;
    private final AuditLog audit;
    private volatile Loaded loaded;

    SigningKeys(SigningKeyConfig config, Pool pool, AuditLog audit) {
        this.config = config;
        this.pool = pool;
        this.audit = audit;
    }

    void load(@Observes StartupEvent start) {
        SigningKeyStore store = new SigningKeyStore(pool, KeyCipher.of(config.encryptionKey()));
        KeyRing ring = store.loadOrCreate().await().atMost(config.loadTimeout());
        loaded = Loaded.of(store, ring);
    }

    /** Returns the key that signs new tokens. */
    public SigningKey active() {
        return loaded().active();
    }

    /** Returns all keys that tokens may be signed with. */
    public List<SigningKey> all() {
        return loaded().shown();
    }

    /** Returns the public keys. */
    KeySet published() {
        return loaded().published();
    }

    /** Loads keys that another replica added. */
    @Scheduled(
            every = "${auspex.signing-key.reload:15s}",
            delayed = "${auspex.signing-key.reload:15s}",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> reload() {
        Loaded now = loaded();
        return now.store()
                .loadOrCreate()
                .invoke(ring -> loaded = Loaded.of(now.store(), ring))
                .onFailure()
                .invoke(failure -> LOG.warnf("signing keys not reloaded cause=%s", failure))
                .replaceWithVoid();
    }

    /** Adds a new key if the newest one is old enough. */
    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> rotateOnSchedule() {
        return rotate(config.rotateEvery(), config.announce(), config.linger(), "schedule", ITSELF);
    }

    /**
     * Adds a new key now. Unless {@code atOnce} is set, it does nothing if a key is already announced.
     *
     * @param atOnce whether the key signs from now on and the other keys no longer verify, for a key that may have been
     *     stolen. Tokens signed by the other keys are refused as soon as those who verify them fetch the keys again
     * @param client client that sent the command
     */
    Uni<Void> rotateOnCommand(boolean atOnce, Client client) {
        return atOnce
                ? rotate(null, Duration.ZERO, Duration.ZERO, "command at once", client)
                : rotate(Duration.ZERO, config.announce(), config.linger(), "command", client);
    }

    private Uni<Void> rotate(@Nullable Duration age, Duration announce, Duration linger, String by, Client client) {
        SigningKeyStore store = loaded().store();
        return store.rotate(
                        age,
                        announce,
                        linger,
                        (connection, key) -> audit.recordForOperator(
                                connection,
                                AuditKind.SIGNING_KEY_ROTATED,
                                Map.of(
                                        "kid",
                                        key.kid(),
                                        "by",
                                        by,
                                        "activatesAt",
                                        key.activatesAt().toString()),
                                client))
                .invoke(ring -> loaded = Loaded.of(store, ring))
                .replaceWithVoid();
    }

    /** Returns whether the database can be read and its newest key is loaded here, reloading the keys if necessary. */
    Uni<Boolean> inStep() {
        return loaded().store()
                .newestKid()
                .flatMap(kid -> loaded().ring().has(kid)
                        ? Uni.createFrom().item(true)
                        : reload().map(done -> loaded().ring().has(kid)));
    }

    private Loaded loaded() {
        Loaded now = loaded;
        if (now == null) {
            throw new IllegalStateException("The signing keys are not loaded yet.");
        }
        if (now.until().isAfter(Instant.now())) {
            return now;
        }
        Loaded later = Loaded.of(now.store(), now.ring());
        loaded = later;
        return later;
    }

    /** What follows from the keys until one of them begins or ends. */
    private record Loaded(
            SigningKeyStore store,
            KeyRing ring,
            SigningKey active,
            List<SigningKey> shown,
            KeySet published,
            Instant until) {

        static Loaded of(SigningKeyStore store, KeyRing ring) {
            Instant now = Instant.now();
            SigningKey active =
                    ring.signer(now).orElseThrow(() -> new IllegalStateException("No signing key is active."));
            List<SigningKey> shown = ring.shown(now);
            KeySet published = new KeySet(shown.stream().map(PublicJwk::of).toList());
            return new Loaded(store, ring, active, shown, published, ring.nextChange(now));
        }
    }
}
