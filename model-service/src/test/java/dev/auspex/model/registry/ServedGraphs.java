package dev.auspex.model.registry;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.InferenceEngine;

/** Serves bare graphs beside the packages of the folder, for tests of the protocol. */
@ApplicationScoped
public class ServedGraphs {

    private final InferenceEngine engine;
    private final ModelRegistry registry;
    private final Event<VersionReady> ready;

    ServedGraphs(InferenceEngine engine, ModelRegistry registry, Event<VersionReady> ready) {
        this.engine = engine;
        this.registry = registry;
        this.ready = ready;
    }

    /** Serves each graph as version 1 of a model; one that is served already stays. Only once the registry is ready. */
    public synchronized void serve(Map<String, byte[]> graphs) {
        Map<String, ServedModel> models = new TreeMap<>();
        registry.shared().forEach(model -> models.put(model.name(), model));
        graphs.forEach((name, onnx) -> models.computeIfAbsent(name, it -> served(it, onnx)));
        registry.replace(Map.of(Optional.empty(), models), Set.of(), registry.broken());
    }

    private ServedModel served(String name, byte[] onnx) {
        try {
            ModelVersion description = new ModelVersion(
                    name,
                    "1",
                    name,
                    "a bare graph",
                    "unknown",
                    List.of(),
                    List.of(),
                    "",
                    0.5,
                    Map.of(),
                    0,
                    "",
                    "",
                    Instant.EPOCH);
            ServedVersion version = new ServedVersion(description, null, null, engine.open(onnx), Path.of("nowhere"));
            ready.fire(new VersionReady(version));
            return new ServedModel(name, List.of(version), Map.of());
        } catch (GraphException e) {
            throw new AssertionError(e);
        }
    }
}
