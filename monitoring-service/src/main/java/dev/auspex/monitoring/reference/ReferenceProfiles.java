package dev.auspex.monitoring.reference;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.model.ReferenceProfile;

/**
 * Reference profiles, kept in memory. A version never changes, so an old profile stays in use while the model service
 * is away; only a profile that was never read is missing then.
 */
@ApplicationScoped
public class ReferenceProfiles {

    private static final Logger LOG = Logger.getLogger(ReferenceProfiles.class);

    private final ReferenceSource source;
    private final ReferenceConfig config;
    private final Cache<Key, Slot> slots;

    ReferenceProfiles(ReferenceSource source, ReferenceConfig config) {
        this.source = source;
        this.config = config;
        this.slots = Caffeine.newBuilder().maximumSize(config.mostProfiles()).build();
    }

    /** The profile of a shared version, or empty where there is none to be had now. Never fails. */
    public Uni<Optional<ReferenceProfile>> of(String model, String version) {
        return slots.get(new Key(null, model, version), Slot::new).profile();
    }

    /** Like {@link #of(String, String)}, also for a tenant's own version: a name is never both. */
    public Uni<Optional<ReferenceProfile>> of(UUID tenant, String model, String version) {
        return of(model, version)
                .chain(shared -> shared.isPresent()
                        ? Uni.createFrom().item(shared)
                        : slots.get(new Key(tenant, model, version), Slot::new).profile());
    }

    private record Key(@Nullable UUID tenant, String model, String version) {}

    /** One version's profile; requests that come while it is being read wait for the same answer. */
    private final class Slot {

        private final Key key;
        private Optional<ReferenceProfile> known = Optional.empty();
        private Instant freshUntil = Instant.MIN;
        private Uni<Optional<ReferenceProfile>> reading;

        Slot(Key key) {
            this.key = key;
        }

        synchronized Uni<Optional<ReferenceProfile>> profile() {
            if (Instant.now().isBefore(freshUntil)) {
                return Uni.createFrom().item(known);
            }
            if (reading == null) {
                reading = source.fetch(key.tenant, key.model, key.version)
                        .map(this::read)
                        .onFailure()
                        .recoverWithItem(this::failed)
                        .memoize()
                        .indefinitely();
            }
            return reading;
        }

        private synchronized Optional<ReferenceProfile> read(Optional<ReferenceProfile> answer) {
            known = answer;
            freshUntil = Instant.now().plus(answer.isPresent() ? config.refreshAfter() : config.retryAfter());
            reading = null;
            return known;
        }

        private synchronized Optional<ReferenceProfile> failed(Throwable failure) {
            LOG.warnf(
                    "reference profile unavailable model=%s version=%s known=%s cause=%s",
                    key.model,
                    key.version,
                    known.isPresent(),
                    failure.getClass().getSimpleName());
            freshUntil = Instant.now().plus(config.retryAfter());
            reading = null;
            return known;
        }
    }
}
