package dev.auspex.model.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.problem.ProblemType;

/**
 * What is served. Readers see one consistent state, which is replaced as a whole, and of it what is shared and what belongs to
 * the current caller's tenant.
 */
@Unremovable
@ApplicationScoped
public class ModelRegistry {

    private static final Duration LOADING_RETRY = Duration.ofSeconds(1);

    private final Viewer viewer;
    private volatile State state = new State(false, new TreeMap<>(), Map.of(), Set.of(), new TreeMap<>());

    ModelRegistry(Viewer viewer) {
        this.viewer = viewer;
    }

    /**
     * Whether the first loading is over and went well enough: there is something to serve, or there is nothing that should be
     * served and could not.
     */
    public boolean ready() {
        State now = state;
        return now.loaded() && (!now.isEmpty() || now.broken().isEmpty());
    }

    /** The models that the caller sees. */
    public List<ModelSummary> list() {
        State now = loaded();
        List<ModelSummary> list = new ArrayList<>(
                now.shared().values().stream().map(ServedModel::summary).toList());
        if (!now.owned().isEmpty()) {
            viewer.tenant().map(now.owned()::get).ifPresent(own -> own.values()
                    .forEach(model -> list.add(model.summary())));
        }
        return list;
    }

    /**
     * A model by its name.
     *
     * @throws ProblemException where the caller sees no such model, or none yet
     */
    public ServedModel model(String name) {
        State now = loaded();
        ServedModel model = now.shared().get(name);
        if (model == null && !now.owned().isEmpty()) {
            model = viewer.tenant()
                    .map(now.owned()::get)
                    .map(own -> own.get(name))
                    .orElse(null);
        }
        if (model == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, missing(now, name, null));
        }
        return model;
    }

    /**
     * One version by its own name.
     *
     * @param version a version, never an alias
     * @throws ProblemException where the caller sees no such model or version, or none yet
     */
    public ServedVersion exact(String model, String version) {
        return found(model(model).exact(version), model, version);
    }

    /**
     * One version by its own name or by an alias.
     *
     * @param versionOrAlias a version or an alias
     * @throws ProblemException where the caller sees no such model, version or alias, or none yet
     */
    public ServedVersion resolve(String model, String versionOrAlias) {
        return found(model(model).resolve(versionOrAlias), model, versionOrAlias);
    }

    /** Cause by {@code model/version} or {@code model/aliases.json} of what could not be loaded. */
    NavigableMap<String, String> broken() {
        return state.broken();
    }

    /** The shared models, whoever asks. */
    Collection<ServedModel> shared() {
        return state.shared().values();
    }

    /** Versions that are served, of all tenants. */
    public int size() {
        State now = state;
        int size = 0;
        for (ServedModel model : now.shared().values()) {
            size += model.versions().size();
        }
        for (Map<String, ServedModel> own : now.owned().values()) {
            for (ServedModel model : own.values()) {
                size += model.versions().size();
            }
        }
        return size;
    }

    /** Whether a version is served, whoever asks. */
    boolean serves(Name name) {
        State now = state;
        Map<String, ServedModel> models =
                name.tenant() == null ? now.shared() : now.owned().getOrDefault(name.tenant(), Map.of());
        ServedModel model = models.get(name.model());
        return model != null && model.versions().containsKey(name.version());
    }

    /** The version that an alias names at present, of a tenant or shared. */
    Optional<String> aliased(@Nullable UUID tenant, String model, String alias) {
        State now = state;
        Map<String, ServedModel> models =
                tenant == null ? now.shared() : now.owned().getOrDefault(tenant, Map.of());
        return Optional.ofNullable(models.get(model))
                .map(served -> served.aliases().get(alias));
    }

    /**
     * Replaces what is served.
     *
     * @param models     by owner; the models of no owner are shared
     * @param registered all versions that there are, whether they are served or not
     */
    void replace(
            Map<Optional<UUID>, Map<String, ServedModel>> models, Set<Name> registered, Map<String, String> broken) {
        Map<UUID, Map<String, ServedModel>> owned = new HashMap<>();
        models.forEach((owner, own) -> owner.ifPresent(tenant -> owned.put(tenant, new TreeMap<>(own))));
        state = new State(
                true,
                Collections.unmodifiableNavigableMap(new TreeMap<>(models.getOrDefault(Optional.empty(), Map.of()))),
                Map.copyOf(owned),
                Set.copyOf(registered),
                Collections.unmodifiableNavigableMap(new TreeMap<>(broken)));
    }

    /** Serves nothing any more. */
    void close() {
        state = new State(false, new TreeMap<>(), Map.of(), Set.of(), new TreeMap<>());
    }

    private State loaded() {
        State now = state;
        if (!now.loaded()) {
            throw new ProblemException(ProblemType.UNAVAILABLE, "The models are still being loaded", LOADING_RETRY);
        }
        return now;
    }

    private ServedVersion found(Optional<ServedVersion> version, String model, String asked) {
        ServedVersion found =
                version.orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, missing(loaded(), model, asked)));
        found.use().now();
        return found;
    }

    /** What is registered and not in memory is something else than what there is not. */
    private String missing(State now, String model, @Nullable String version) {
        UUID tenant = viewer.tenant().orElse(null);
        List<String> registered = now.registered().stream()
                .filter(it -> it.model().equals(model)
                        && (it.tenant() == null || it.tenant().equals(tenant)))
                .map(Name::version)
                .toList();
        String load = " Load one with POST /api/v1/models/" + model + "/versions/{version}/load.";
        if (version == null) {
            return registered.isEmpty()
                    ? "There is no model " + model
                    : "No version of model " + model + " is loaded." + load;
        }
        return registered.contains(version)
                ? "Version " + version + " of model " + model + " is registered, and not loaded."
                        + load.replace("{version}", version).replace("one", "it")
                : "There is no version " + version + " of model " + model;
    }

    private record State(
            boolean loaded,
            NavigableMap<String, ServedModel> shared,
            Map<UUID, Map<String, ServedModel>> owned,
            Set<Name> registered,
            NavigableMap<String, String> broken) {

        boolean isEmpty() {
            return shared.isEmpty() && owned.isEmpty();
        }
    }
}
