package dev.auspex.model.explain;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * How predictions are explained: beside inference and on separate threads, so that explanations never take
 * more than these.
 */
@ConfigMapping(prefix = "auspex.explain")
public interface ExplainConfig {

    /**
     * Threads that explain, for all versions: the only processor time that explanations take from inference. If there
     * are two or more, one tenant never occupies all of them.
     */
    @WithDefault("2")
    @Min(1)
    @Max(256)
    int workers();

    /**
     * Most explanations that may wait, at most half of them of one tenant. Any further one is answered with
     * 429 at once.
     */
    @WithDefault("16")
    @Min(1)
    @Max(10000)
    int queueCapacity();

    /**
     * Deadline of an explanation whose request names none, and the latest deadline that a request may name; shorter
     * than the gateway waits.
     */
    @WithDefault("8s")
    Duration longestDeadline();

    /** Time after which a caller that met a full queue is told to try again; whole seconds. */
    @WithDefault("1s")
    Duration retryAfter();

    /** Permutations to sample if a model cannot be explained exactly and the request names no number. */
    @WithDefault("800")
    @Min(4)
    @Max(1000000)
    int permutations();

    /** Most permutations that a request may ask for. */
    @WithDefault("10000")
    @Min(4)
    @Max(1000000)
    int mostPermutations();

    /** Most rows in one run of the engine while permutations are sampled. */
    @WithDefault("256")
    @Min(1)
    @Max(4096)
    int batch();

    /** Largest ONNX file that is read for its trees; a larger one is explained by sampling. */
    @WithDefault("64M")
    MemorySize largestEnsemble();

    /** Seed of the sampling. The same seed, version and row give the same contributions. */
    @WithDefault("42")
    long seed();
}
