package dev.auspex.model.registry;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.model.Configs;
import dev.auspex.model.artifact.ArtifactCache;
import dev.auspex.model.runtime.GraphHosts;

/** Another replica in this process: its own memory, bell and view of what is served, on the same database and store. */
public final class Replica implements AutoCloseable {

    private final ModelRegistry registry = new ModelRegistry(null);
    private final ChangeBell bell = new ChangeBell();
    private final Reconciler reconciler;

    /** @param settings keys of {@link RegistryConfig} without their prefix */
    public Replica(
            DesiredState desired,
            ArtifactCache cache,
            InferenceEngine engine,
            Path bundled,
            Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(Map.of("auspex.models.directory", bundled.toString()));
        settings.forEach((key, value) -> values.put("auspex.models." + key, value));
        RegistryConfig config = Configs.of(RegistryConfig.class, values);
        ObjectMapper mapper = new ObjectMapper().registerModule(new JavaTimeModule());
        PackageReader reader = new PackageReader(mapper, engine, config);
        reconciler = new Reconciler(
                config,
                engine,
                new BundledPackages(config, reader, cache),
                new VersionLoader(
                        config, reader, new GraphHosts(engine, null), cache, new Listener<>(), new Listener<>()),
                desired,
                new LastKnown(cache, mapper),
                registry,
                new MemoryBudget(Configs.of(MemoryConfig.class, Map.of())),
                cache,
                bell,
                new SimpleMeterRegistry());
        reconciler.start(new StartupEvent());
    }

    public ChangeBell bell() {
        return bell;
    }

    /** Whether it serves a version of a tenant. */
    public boolean serves(UUID tenant, String model, String version) {
        return registry.serves(new Name(tenant, model, version));
    }

    /** What an alias of a tenant's model names here, or null. */
    public String alias(UUID tenant, String model, String alias) {
        return registry.aliased(tenant, model, alias).orElse(null);
    }

    @Override
    public void close() {
        reconciler.stop(new ShutdownEvent());
    }
}
