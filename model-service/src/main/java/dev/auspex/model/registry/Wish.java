package dev.auspex.model.registry;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * What all replicas shall have loaded, and which alias names what.
 *
 * @param versions every version that is not deleted
 * @param aliases  every alias
 * @param revision of the registry that both are as new as; 0 where the database was never asked
 */
public record Wish(List<Wanted> versions, List<Pointer> aliases, long revision) {

    public Wish {
        versions = List.copyOf(versions);
        aliases = List.copyOf(aliases);
    }

    /** What is wanted where the database was never asked. */
    public Wish(List<Wanted> versions, List<Pointer> aliases) {
        this(versions, aliases, 0);
    }

    Pointers pointers() {
        return new Pointers(revision, aliases);
    }

    /**
     * What aliases name at a revision of the registry.
     *
     * @param revision counts every change of the registry; 0 where the database was never asked
     * @param aliases  every alias, as new as the revision or newer
     */
    public record Pointers(long revision, List<Pointer> aliases) {

        public Pointers {
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * One version.
     *
     * @param id          its id in the database, or null where the database was never asked
     * @param sha256      SHA-256 of its artifact, hex
     * @param bare        whether the artifact is a bare ONNX file
     * @param generation  what calls for loading it anew counts this up
     * @param memoryBytes memory that loading it is expected to take
     * @param loaded      whether it shall be loaded
     * @param registered  when it was registered, or null where the database was never asked
     */
    public record Wanted(
            @Nullable UUID id,
            @Nullable UUID tenant,
            String model,
            String version,
            String sha256,
            boolean bare,
            long generation,
            long memoryBytes,
            boolean loaded,
            @Nullable Instant registered) {

        /** By the time of registration; what came with the service, and was never registered, as people count versions. */
        static final Comparator<Wanted> OLDEST_FIRST = Comparator.comparing(
                        (Wanted it) -> it.registered() == null ? Instant.EPOCH : it.registered())
                .thenComparing(Wanted::version, VersionOrder.OLDEST_FIRST);

        @JsonIgnore
        public Name name() {
            return new Name(tenant, model, version);
        }
    }

    /** One alias; a tenant of null means a shared model. */
    public record Pointer(@Nullable UUID tenant, String model, String alias, String version) {}
}
