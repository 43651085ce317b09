package dev.auspex.model.engine;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How ONNX Runtime runs. */
@ConfigMapping(prefix = "auspex.engine")
public interface EngineConfig {

    /** Threads that share the work of one run. With small models the workers of a version already fill the processors. */
    @WithDefault("1")
    @Min(1)
    @Max(256)
    int intraOpThreads();

    /** Whether a session keeps freed memory for its next run. */
    @WithDefault("true")
    boolean memoryArena();

    /**
     * Folder of {@code libonnxruntime.so} and {@code libonnxruntime4j_jni.so}, from {@code AUSPEX_ONNXRUNTIME_DIR}. Without
     * it a jar unpacks them to a temporary folder, and a native executable looks into {@code onnxruntime} beside itself.
     */
    Optional<String> libraryPath();
}
