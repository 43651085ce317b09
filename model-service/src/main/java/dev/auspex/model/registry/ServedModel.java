package dev.auspex.model.registry;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

import dev.auspex.contracts.model.ModelSummary;

/**
 * A model with the versions that are ready.
 *
 * @param name     model name
 * @param versions version by its name, in the order in which they were registered; at least one
 * @param aliases  alias to one of these versions
 */
public record ServedModel(String name, SequencedMap<String, ServedVersion> versions, Map<String, String> aliases) {

    public ServedModel {
        versions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(versions));
        aliases = Collections.unmodifiableMap(new TreeMap<>(aliases));
    }

    /** @param versions the one that was registered first comes first */
    public ServedModel(String name, Collection<ServedVersion> versions, Map<String, String> aliases) {
        this(name, byName(versions), aliases);
    }

    private static SequencedMap<String, ServedVersion> byName(Collection<ServedVersion> versions) {
        SequencedMap<String, ServedVersion> byName = new LinkedHashMap<>();
        versions.forEach(version -> byName.put(version.version(), version));
        return byName;
    }

    Optional<ServedVersion> exact(String version) {
        return Optional.ofNullable(versions.get(version));
    }

    Optional<ServedVersion> resolve(String versionOrAlias) {
        // A version wins over an alias of the same name: versions never move.
        return exact(versionOrAlias)
                .or(() -> Optional.ofNullable(aliases.get(versionOrAlias)).flatMap(this::exact));
    }

    /** The champion, or the version that was registered last where there is none. */
    public ServedVersion byDefault() {
        return Optional.ofNullable(aliases.get(ModelSummary.CHAMPION))
                .flatMap(this::exact)
                .orElseGet(() -> versions.lastEntry().getValue());
    }

    ModelSummary summary() {
        return new ModelSummary(name, List.copyOf(versions.keySet()), aliases);
    }
}
