package dev.auspex.model.explain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.graph.engine.Engines;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.host.GraphHost;
import dev.auspex.graph.host.LocalHost;
import dev.auspex.model.Configs;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.registry.MemoryBudget;
import dev.auspex.model.registry.MemoryConfig;
import dev.auspex.model.registry.RowLayout;
import dev.auspex.model.registry.ServedVersion;

/** Versions for plain tests, opened as the registry opens them. */
final class Packages {

    static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    static final InferenceEngine ENGINE = Engines.started();

    static final GraphHost HOST = new LocalHost(ENGINE);
    static final Patience ENDLESS = () -> {};

    private Packages() {}

    static ServedVersion committed(String model, String version) {
        return open(ModelFolder.COMMITTED.resolve(model).resolve(version));
    }

    static ServedVersion open(Path folder) {
        try {
            ModelVersion description =
                    JSON.readValue(folder.resolve("model.json").toFile(), ModelVersion.class);
            ReferenceProfile reference =
                    JSON.readValue(folder.resolve("reference.json").toFile(), ReferenceProfile.class);
            return new ServedVersion(
                    description,
                    reference,
                    new RowLayout(description.features()),
                    ENGINE.open(Files.readAllBytes(folder.resolve("model.onnx"))),
                    folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GraphException e) {
            throw new AssertionError(e);
        }
    }

    static MemoryBudget unlimited() {
        return new MemoryBudget(Configs.of(MemoryConfig.class, Map.of()));
    }

    static ExplainedVersion explained(ServedVersion version) {
        return new ExplainedVersion(
                version,
                HOST,
                Configs.of(ExplainConfig.class, Map.of()),
                JSON,
                unlimited(),
                new ExplainMeters(new SimpleMeterRegistry(), "shared", version.model(), version.version()));
    }
}
