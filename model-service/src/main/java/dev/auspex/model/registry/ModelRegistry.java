package dev.auspex.model.registry;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.problem.ProblemType;

/** What is served. Readers see one consistent state, which is replaced as a whole. */
@ApplicationScoped
public class ModelRegistry {

    private static final Duration LOADING_RETRY = Duration.ofSeconds(1);

    private volatile State state = new State(false, new TreeMap<>(), new TreeMap<>());

    /** Whether loading is over and there is something to serve. */
    public boolean ready() {
        State now = state;
        return now.loaded() && !now.models().isEmpty();
    }

    /** The models that are served. */
    public List<ModelSummary> list() {
        return loaded().models().values().stream().map(ServedModel::summary).toList();
    }

    /**
     * A model by its name.
     *
     * @throws ProblemException where there is no such model, or none yet
     */
    public ServedModel model(String name) {
        ServedModel model = loaded().models().get(name);
        if (model == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no model " + name);
        }
        return model;
    }

    /**
     * One version by its own name.
     *
     * @param version a version, never an alias
     * @throws ProblemException where there is no such model or version, or none yet
     */
    public ServedVersion exact(String model, String version) {
        return found(model(model).exact(version), model, version);
    }

    /**
     * One version by its own name or by an alias.
     *
     * @param versionOrAlias a version or an alias
     * @throws ProblemException where there is no such model, version or alias, or none yet
     */
    public ServedVersion resolve(String model, String versionOrAlias) {
        return found(model(model).resolve(versionOrAlias), model, versionOrAlias);
    }

    /** Cause by {@code model/version} or {@code model/aliases.json} of what could not be loaded. */
    NavigableMap<String, String> broken() {
        return state.broken();
    }

    Collection<ServedModel> models() {
        return state.models().values();
    }

    void replace(Map<String, ServedModel> models, Map<String, String> broken) {
        state = new State(
                true,
                Collections.unmodifiableNavigableMap(new TreeMap<>(models)),
                Collections.unmodifiableNavigableMap(new TreeMap<>(broken)));
    }

    private State loaded() {
        State now = state;
        if (!now.loaded()) {
            throw new ProblemException(ProblemType.UNAVAILABLE, "The models are still being loaded", LOADING_RETRY);
        }
        return now;
    }

    private static ServedVersion found(Optional<ServedVersion> version, String model, String asked) {
        return version.orElseThrow(() ->
                new ProblemException(ProblemType.NOT_FOUND, "There is no version " + asked + " of model " + model));
    }

    private record State(
            boolean loaded, NavigableMap<String, ServedModel> models, NavigableMap<String, String> broken) {}
}
