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
     * Folder of the packages that came with the service, from {@code AUSPEX_MODELS_DIR}:
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

    /** Longest time that a version's last runs may take before its session is left to the end of the process. */
    @WithDefault("10s")
    Duration closeTimeout();

    /** How long a version that was swapped out still takes what was on its way to it, before it drains. */
    @WithDefault("500ms")
    Duration grace();

    /** How often a replica compares itself with the registry, besides after each change that it hears of. */
    @WithDefault("10s")
    Duration reconcile();

    /** Longest time that the answer to a change of an alias or a description waits until every replica follows it. */
    @WithDefault("3s")
    Duration follow();

    /** Changes that may wait so at a time; the answers to more say at once by when they are in force. */
    @WithDefault("8")
    @Min(0)
    int mostFollowing();

    /** How often it does so while the database is away. */
    @WithDefault("2s")
    Duration retry();
}
