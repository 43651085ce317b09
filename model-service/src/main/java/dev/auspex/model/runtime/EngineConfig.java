package dev.auspex.model.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How ONNX Runtime runs. */
@ConfigMapping(prefix = "auspex.engine")
public interface EngineConfig {

    /**
     * Threads that share the work of one run. By default, the processors that the CPU limit leaves to this process,
     * divided by {@link #runsAtOnce()}: many small models then run side by side, and with one run at a time a large
     * model runs on all of them.
     */
    OptionalInt intraOpThreads();

    /** Runs of one version at the same time, 0 for one per processor; {@code auspex.inference.workers} by default. */
    @WithDefault("${auspex.inference.workers:0}")
    @Min(0)
    int runsAtOnce();

    /** Whether a session keeps freed memory for its next run. */
    @WithDefault("true")
    boolean memoryArena();

    /**
     * Folder of {@code libonnxruntime.so} and {@code libonnxruntime4j_jni.so}, from {@code AUSPEX_ONNXRUNTIME_DIR}.
     * Without it, a jar unpacks them to a temporary folder, and a native executable looks in the {@code onnxruntime}
     * folder next to itself.
     */
    Optional<String> libraryPath();

    /** How long a run of a graph with loops may continue past its deadline before it is ended. */
    @WithDefault("50ms")
    Duration loopGrace();

    /** Most bytes of all outputs of one run together; larger outputs are refused before they are copied. */
    @WithDefault("32M")
    MemorySize largestOutput();

    /** Memory by which the process may grow while a graph with loops runs; beyond it, the run is ended. */
    @WithDefault("256M")
    MemorySize loopMemory();
}
