package dev.auspex.model.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.VersionState;

/**
 * The store that says which versions are to be loaded. All methods block, and throw a {@link ProblemException} while
 * the store is out of reach.
 */
public interface DesiredState {

    /**
     * Registers the versions and aliases that come with the service, unless they are registered already.
     *
     * @return those that were not registered because something else has their name: cause by name
     */
    Map<String, String> register(List<Bundled> versions, List<Wish.Pointer> aliases);

    Wish read();

    /** Returns the description that the registry holds; empty for a version without one. */
    Optional<ModelVersion> description(UUID id);

    /**
     * Records that predictions are made with the description of a version. From then on the description
     * does not change.
     *
     * @param generation generation that this replica serves
     * @return whether it is recorded; false if another description is in force by now
     */
    boolean useSchema(UUID id, long generation);

    /** Returns the current aliases and the versions that they name. */
    Wish.Pointers pointers();

    /**
     * Reports the states of the versions on this replica to the other replicas and the API.
     *
     * @param revision revision of the aliases that this replica follows
     */
    void report(List<Standing> standings, long revision);

    /** Reports that this replica follows the aliases of a revision. */
    void follows(long revision);

    /** Withdraws everything that this replica has reported, because it shuts down. */
    void leave();

    /**
     * A version on this replica.
     *
     * @param id         the version
     * @param generation generation that this is true of
     * @param cause      why, or null
     * @param since      since when
     */
    record Standing(
            UUID id,
            long generation,
            VersionState state,
            @Nullable String cause,
            Instant since) {}
}
