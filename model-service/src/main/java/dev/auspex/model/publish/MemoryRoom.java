package dev.auspex.model.publish;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.catalogue.Catalogue;
import dev.auspex.model.catalogue.StoredVersion;
import dev.auspex.model.registry.MemoryBudget;
import dev.auspex.model.registry.Name;
import dev.auspex.model.registry.Sentence;

/** Refuses to load what does not fit into memory, or makes room for it if that is allowed. */
@ApplicationScoped
class MemoryRoom {

    private final MemoryBudget memory;
    private final Catalogue catalogue;

    MemoryRoom(MemoryBudget memory, Catalogue catalogue) {
        this.memory = memory;
        this.catalogue = catalogue;
    }

    /**
     * Makes room for a version. All replicas hold the same versions, so a version that fits on this one fits
     * on the others.
     *
     * @throws ProblemException CONFLICT if there is no room
     */
    void make(@Nullable UUID owner, String model, String version, long bytes, @Nullable UUID account) {
        Optional<String> refusal = memory.refusal(new Name(owner, model, version), bytes);
        if (refusal.isEmpty()) {
            return;
        }
        List<Name> leaving = memory.makeRoom(bytes, name -> !unused(name, owner));
        if (leaving.isEmpty()) {
            throw new ProblemException(ProblemType.CONFLICT, "Version " + Sentence.ended(refusal.get()));
        }
        for (Name name : leaving) {
            catalogue.unload(stored(name), account, false);
        }
    }

    /**
     * Returns whether a version may be unloaded to make room: it has the same owner as the new one, and no
     * alias names it.
     */
    private boolean unused(Name name, @Nullable UUID owner) {
        return Objects.equals(name.tenant(), owner) && stored(name).aliases().isEmpty();
    }

    private StoredVersion stored(Name name) {
        return catalogue.outline(Optional.ofNullable(name.tenant()), name.model(), name.version());
    }
}
