package dev.auspex.model.registry;

import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * What all replicas shall have loaded, and which alias names what.
 *
 * @param versions every version that is not deleted
 * @param aliases  every alias
 */
public record Wish(List<Wanted> versions, List<Pointer> aliases) {

    public Wish {
        versions = List.copyOf(versions);
        aliases = List.copyOf(aliases);
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
            boolean loaded) {

        @JsonIgnore
        public Name name() {
            return new Name(tenant, model, version);
        }
    }

    /** One alias; a tenant of null means a shared model. */
    public record Pointer(@Nullable UUID tenant, String model, String alias, String version) {}
}
