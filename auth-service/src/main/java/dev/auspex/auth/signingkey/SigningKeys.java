package dev.auspex.auth.signingkey;

import java.util.List;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The keys of this process, loaded once at start. A service without its keys does not start. */
@ApplicationScoped
public class SigningKeys {

    private final SigningKeyConfig config;
    private final Pool pool;
    private volatile Loaded loaded;

    SigningKeys(SigningKeyConfig config, Pool pool) {
        this.config = config;
        this.pool = pool;
    }

    void load(@Observes StartupEvent start) {
        SigningKeyStore store = new SigningKeyStore(pool, KeyCipher.of(config.encryptionKey()));
        List<SigningKey> keys = store.loadOrCreate().await().atMost(config.loadTimeout());
        SigningKey active = keys.stream()
                .filter(SigningKey::active)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No signing key is active."));
        loaded = new Loaded(
                store, active, keys, new KeySet(keys.stream().map(PublicJwk::of).toList()));
    }

    /** The key that new tokens are signed with. */
    public SigningKey active() {
        return loaded().active();
    }

    /** All keys that tokens may be signed with. */
    public List<SigningKey> all() {
        return loaded().all();
    }

    /** The public keys. */
    KeySet published() {
        return loaded().published();
    }

    /** Whether the database can be read and its active key is the one used here. */
    Uni<Boolean> inStep() {
        return loaded().store().activeKid().map(active().kid()::equals);
    }

    private Loaded loaded() {
        Loaded now = loaded;
        if (now == null) {
            throw new IllegalStateException("The signing keys are not loaded yet.");
        }
        return now;
    }

    private record Loaded(SigningKeyStore store, SigningKey active, List<SigningKey> all, KeySet published) {}
}
