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
 * The models that this replica serves. Readers see one consistent state, which is replaced as a whole. Of that state a
 * caller sees the shared models and those of its own tenant.
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
     * Returns whether the first load is finished and successful enough: there is something to serve, or nothing failed
     * to load.
     */
    public boolean ready() {
        State now = state;
        return now.loaded() && (!now.isEmpty() || now.broken().isEmpty());
    }

    /** Returns the models that the caller sees. */
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
     * Returns a model by its name.
     *
     * @throws ProblemException if the caller sees no such model, or models are still being loaded
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
     * Returns a version by its own name.
     *
     * @param version a version, never an alias
     * @throws ProblemException if the caller sees no such model or version, or models are still being loaded
     */
    public ServedVersion exact(String model, String version) {
        return found(model(model).exact(version), model, version);
    }

    /**
     * Returns a version by its own name or by an alias.
     *
     * @param versionOrAlias a version or an alias
     * @throws ProblemException if the caller sees no such model, version or alias, or models are still being loaded
     */
    public ServedVersion resolve(String model, String versionOrAlias) {
        return found(model(model).resolve(versionOrAlias), model, versionOrAlias);
    }

    /** Returns what could not be loaded: cause by {@code model/version} or {@code model/aliases.json}. */
    NavigableMap<String, String> broken() {
        return state.broken();
    }

    /** Returns the shared models, independent of the caller. */
    Collection<ServedModel> shared() {
        return state.shared().values();
    }

    /** Returns the number of versions that are served, for all tenants. */
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

    /** Returns whether a version is served, independent of the caller. */
    boolean serves(Name name) {
        State now = state;
        Map<String, ServedModel> models =
                name.tenant() == null ? now.shared() : now.owned().getOrDefault(name.tenant(), Map.of());
        ServedModel model = models.get(name.model());
        return model != null && model.versions().containsKey(name.version());
    }

    /** Returns the version that an alias names now. Without a tenant, the alias is a shared one. */
    Optional<String> aliased(@Nullable UUID tenant, String model, String alias) {
        State now = state;
        Map<String, ServedModel> models =
                tenant == null ? now.shared() : now.owned().getOrDefault(tenant, Map.of());
        return Optional.ofNullable(models.get(model))
                .map(served -> served.aliases().get(alias));
    }

    /**
     * Replaces everything that is served.
     *
     * @param models     by owner; models without an owner are shared
     * @param registered all registered versions, served or not
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

    /** Stops serving everything. */
    void close() {
        state = new State(false, new TreeMap<>(), Map.of(), Set.of(), new TreeMap<>());
    }

    private State loaded() {
        State now = state;
        if (!now.loaded()) {
            throw new ProblemException(
                    ProblemType.UNAVAILABLE,
                    "The models are still being loaded. Try again in a moment.",
                    LOADING_RETRY);
        }
        return now;
    }

    private ServedVersion found(Optional<ServedVersion> version, String model, String asked) {
        ServedVersion found =
                version.orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, missing(loaded(), model, asked)));
        found.use().now();
        return found;
    }

    /** Distinguishes versions that are registered but not loaded from versions that do not exist. */
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
                    ? "The model " + model + " does not exist."
                    : "No version of model " + model + " is loaded." + load;
        }
        return registered.contains(version)
                ? "Version " + version + " of model " + model + " is registered but not loaded."
                        + load.replace("{version}", version).replace("one", "it")
                : "Version " + version + " of model " + model + " does not exist.";
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
