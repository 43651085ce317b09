package dev.auspex.model.publish;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.AliasMove;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.artifact.ArtifactException;
import dev.auspex.model.artifact.ArtifactKey;
import dev.auspex.model.artifact.ArtifactStore;
import dev.auspex.model.catalogue.Catalogue;
import dev.auspex.model.catalogue.StoredVersion;
import dev.auspex.model.registry.ChangeBell;

/** Changes to the registry, each of which wakes this replica at once. */
@ApplicationScoped
class Changes {

    private static final Logger LOG = Logger.getLogger(Changes.class);

    private final Catalogue catalogue;
    private final ArtifactStore store;
    private final MemoryRoom room;
    private final ChangeBell bell;
    private final Settlement settlement;

    Changes(Catalogue catalogue, ArtifactStore store, MemoryRoom room, ChangeBell bell, Settlement settlement) {
        this.catalogue = catalogue;
        this.store = store;
        this.room = room;
        this.bell = bell;
        this.settlement = settlement;
    }

    /** Refuses a tenant's change to a shared model. All tenants use it, so only an operator may change it. */
    void checkOwner(@Nullable UUID owner, Optional<UUID> caller, String model) {
        if (owner == null && caller.isPresent()) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "The model " + model + " is shared by all tenants. Only the operator can change it.");
        }
    }

    void load(StoredVersion version, Optional<UUID> account) {
        room.make(
                version.tenant(),
                version.facts().model(),
                version.facts().version(),
                version.facts().memoryBytes(),
                account.orElse(null));
        catalogue.load(version, account.orElse(null));
        bell.ring();
    }

    void reload(StoredVersion version, Optional<UUID> account) {
        catalogue.reload(version, account.orElse(null));
        bell.ring();
    }

    void unload(StoredVersion version, Optional<UUID> account, boolean evenWithAlias) {
        catalogue.unload(version, account.orElse(null), evenWithAlias);
        bell.ring();
    }

    void delete(StoredVersion version, Optional<UUID> account) {
        catalogue.delete(version, account.orElse(null));
        bell.ring();
        StoredVersion.Facts facts = version.facts();
        String key = ArtifactKey.of(version.tenant(), facts.model(), facts.version(), facts.sha256());
        try {
            store.delete(key);
        } catch (ArtifactException e) {
            // The version is gone for everybody; only its file is left.
            LOG.warnf(
                    "artifact of a deleted version was not removed from the store key=%s cause=%s",
                    key, e.getMessage());
        }
    }

    AliasMove moveAlias(StoredVersion version, String alias, @Nullable String expected, Optional<UUID> account) {
        Catalogue.Moved moved = catalogue.moveAlias(version, alias, expected, account.orElse(null));
        settlement.settle(moved.told());
        return moved.move();
    }

    void removeAlias(
            @Nullable UUID owner, String model, String alias, @Nullable String expected, Optional<UUID> account) {
        settlement.settle(catalogue.removeAlias(owner, model, alias, expected, account.orElse(null)));
    }
}
