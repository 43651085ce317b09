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
 * The keys of this process. A service without its keys does not start. From time to time a new key follows, on one replica, and the
 * others find it long before it signs.
 */
@ApplicationScoped
public class SigningKeys {

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    // Nobody asked from anywhere.
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

    /** The key that new tokens are signed with. */
    public SigningKey active() {
        return loaded().active();
    }

    /** All keys that tokens may be signed with. */
    public List<SigningKey> all() {
        return loaded().shown();
    }

    /** The public keys. */
    KeySet published() {
        return loaded().published();
    }

    /** Looks for keys that another replica added. */
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

    /** Lets a new key follow where the newest is old enough. */
    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> rotateOnSchedule() {
        return rotate(config.rotateEvery(), config.announce(), config.linger(), "schedule", ITSELF);
    }

    /**
     * Lets a new key follow now, unless one is announced already.
     *
     * @param atOnce whether it signs, and the others no longer check, from this moment on: for a key that may have been stolen.
     *               Tokens that they signed are refused as soon as those who check them look at the keys again
     * @param client where the command comes from
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

    /** Whether the database can be read and its newest key is one of those here, if need be after another look. */
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
