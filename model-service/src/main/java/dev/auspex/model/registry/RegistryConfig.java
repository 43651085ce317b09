package dev.auspex.model.registry;

import java.nio.file.Path;
import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Where model packages come from, and how a replica follows the registry. */
@ConfigMapping(prefix = "auspex.models")
public interface RegistryConfig {

    /**
     * Folder of the packages that come with the service, from {@code AUSPEX_MODELS_DIR}:
     * {@code <model>/<version>/model.onnx} and its companions. They are registered as shared versions.
     */
    @WithDefault("models")
    Path directory();

    /** Largest ONNX file that is loaded; a larger one counts as broken. */
    @WithDefault("512M")
    MemorySize largestGraph();

    /** Runs of each version before it is ready, so that no caller pays for the engine's first allocations. */
    @WithDefault("20")
    @Min(1)
    @Max(10000)
    int warmUpRuns();

    /**
     * Longest time that the last runs of a version may take. After it, the session stays open until the process ends.
     */
    @WithDefault("10s")
    Duration closeTimeout();

    /** How long a replaced version still accepts requests that are on their way to it before it drains. */
    @WithDefault("500ms")
    Duration grace();

    /** How often a replica compares itself with the registry, in addition to after each change that it hears of. */
    @WithDefault("10s")
    Duration reconcile();

    /**
     * Longest time that the answer to a change of an alias or a description waits for every replica to
     * follow the change.
     */
    @WithDefault("3s")
    Duration follow();

    /**
     * Most changes that may wait this way at a time; further ones are answered at once and say by when they
     * are in force.
     */
    @WithDefault("8")
    @Min(0)
    int mostFollowing();

    /** How often a replica compares itself with the registry while the database is out of reach. */
    @WithDefault("2s")
    Duration retry();
}
