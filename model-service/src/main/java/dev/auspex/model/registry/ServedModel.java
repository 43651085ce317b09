package dev.auspex.model.registry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import dev.auspex.contracts.model.ModelSummary;

/**
 * A model with the versions that are ready.
 *
 * @param name     model name
 * @param versions version by its name, oldest first; at least one
 * @param aliases  alias to one of these versions
 */
public record ServedModel(String name, NavigableMap<String, ServedVersion> versions, Map<String, String> aliases) {

    public ServedModel {
        TreeMap<String, ServedVersion> ordered = new TreeMap<>(VersionOrder.OLDEST_FIRST);
        ordered.putAll(versions);
        versions = Collections.unmodifiableNavigableMap(ordered);
        aliases = Collections.unmodifiableMap(new TreeMap<>(aliases));
    }

    Optional<ServedVersion> exact(String version) {
        return Optional.ofNullable(versions.get(version));
    }

    Optional<ServedVersion> resolve(String versionOrAlias) {
        // A version wins over an alias of the same name: versions never move.
        return exact(versionOrAlias)
                .or(() -> Optional.ofNullable(aliases.get(versionOrAlias)).flatMap(this::exact));
    }

    /** The champion, or the newest version where there is none. */
    public ServedVersion byDefault() {
        return Optional.ofNullable(aliases.get(ModelSummary.CHAMPION))
                .flatMap(this::exact)
                .orElseGet(() -> versions.lastEntry().getValue());
    }

    ModelSummary summary() {
        return new ModelSummary(name, List.copyOf(versions.keySet()), aliases);
    }
}
