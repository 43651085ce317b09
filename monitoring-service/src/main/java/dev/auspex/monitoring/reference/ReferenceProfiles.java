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
 * Cache of reference profiles. A version never changes, so an old profile stays in use while the model service is down.
 * Only profiles that were never read are missing then.
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

    /**
     * What is known about a version's profile.
     *
     * @param profile  profile, or empty if none is available now
     * @param answered whether the model service answered; false if it did not and no profile is known
     */
    public record Answer(Optional<ReferenceProfile> profile, boolean answered) {}

    /** Returns the profile of a shared version, or empty if none is available now. Never fails. */
    public Uni<Optional<ReferenceProfile>> of(String model, String version) {
        return slot(null, model, version).map(Answer::profile);
    }

    /** Like {@link #of(String, String)}, but also finds a tenant's own version. No name is used for both. */
    public Uni<Optional<ReferenceProfile>> of(UUID tenant, String model, String version) {
        return ask(tenant, model, version).map(Answer::profile);
    }

    /** Like {@link #of(UUID, String, String)}, but also returns whether the model service answered. Never fails. */
    public Uni<Answer> ask(UUID tenant, String model, String version) {
        return slot(null, model, version)
                .chain(shared -> shared.profile().isPresent()
                        ? Uni.createFrom().item(shared)
                        : slot(tenant, model, version)
                                .map(own -> new Answer(
                                        own.profile(),
                                        own.profile().isPresent() || (own.answered() && shared.answered()))));
    }

    private Uni<Answer> slot(@Nullable UUID tenant, String model, String version) {
        return slots.get(new Key(tenant, model, version), Slot::new).profile();
    }

    private record Key(@Nullable UUID tenant, String model, String version) {}

    /** Profile of one version. Requests that arrive while it is being read share the same answer. */
    private final class Slot {

        private final Key key;
        private Answer known = new Answer(Optional.empty(), false);
        private Instant freshUntil = Instant.MIN;

        @Nullable
        private Uni<Answer> reading;

        Slot(Key key) {
            this.key = key;
        }

        synchronized Uni<Answer> profile() {
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

        private synchronized Answer read(Optional<ReferenceProfile> answer) {
            known = new Answer(answer, true);
            freshUntil = Instant.now().plus(answer.isPresent() ? config.refreshAfter() : config.retryAfter());
            reading = null;
            return known;
        }

        private synchronized Answer failed(Throwable failure) {
            LOG.warnf(
                    "reference profile request failed model=%s version=%s known=%s cause=%s",
                    key.model,
                    key.version,
                    known.profile().isPresent(),
                    failure.getClass().getSimpleName());
            known = new Answer(known.profile(), known.profile().isPresent());
            freshUntil = Instant.now().plus(config.retryAfter());
            reading = null;
            return known;
        }
    }
}
