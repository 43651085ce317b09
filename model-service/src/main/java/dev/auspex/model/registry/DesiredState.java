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

/** Where it is written what shall be loaded. All methods block, and throw a {@link ProblemException} while it is out of reach. */
public interface DesiredState {

    /**
     * Registers what came with the service, where it is not registered yet.
     *
     * @return what was not, because its name is taken by something else: cause by name
     */
    Map<String, String> register(List<Bundled> versions, List<Wish.Pointer> aliases);

    Wish read();

    /** The description that the registry holds; empty for a version that has none. */
    Optional<ModelVersion> description(UUID id);

    /**
     * Writes down that predictions are made with the description of a version, which from then on does not change.
     *
     * @param generation generation that this replica serves
     * @return whether it is so; false where another description holds by now
     */
    boolean useSchema(UUID id, long generation);

    /** What aliases name now. */
    Wish.Pointers pointers();

    /**
     * Tells the other replicas and the API how the versions stand here.
     *
     * @param revision whose aliases this replica follows
     */
    void report(List<Standing> standings, long revision);

    /** Tells that this replica follows the aliases of a revision. */
    void follows(long revision);

    /** Takes back all that was reported: this replica ends. */
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
