package dev.auspex.model.inference;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How requests reach the engine. */
@ConfigMapping(prefix = "auspex.inference")
public interface InferenceConfig {

    /** Requests that may wait for one version, at most half of them of priority batch. One more is answered with 429 at once. */
    @WithDefault("256")
    @Min(1)
    @Max(1000000)
    int queueCapacity();

    /** Threads that run one version; as many as there are processors where not set. */
    OptionalInt workers();

    /** Most rows that run together. What waits is taken together, up to this. */
    @WithDefault("32")
    @Min(1)
    @Max(4096)
    int maxBatch();

    /**
     * Whether texts and images run together even where a trial shows that a graph answers them otherwise in company, as graphs
     * do that quantise their activations over the whole batch.
     */
    @WithDefault("false")
    boolean joinAnyway();

    /**
     * Longest time that a request waits for companions while a thread is free to run it. It only waits while other requests of
     * its version are being run, so that a lone request never waits. With 0, only what meets in the queue runs together.
     */
    @WithDefault("0ms")
    Duration maxDelay();

    /** After how many runs that passed it over a waiting request of priority batch goes first. */
    @WithDefault("8")
    @Min(1)
    @Max(1000000)
    int batchPatience();

    /** Most bytes of kept answers of one version; equal input is then answered without a run. With 0 none are kept. */
    @WithDefault("0")
    MemorySize cacheSize();

    /** Deadline of a request that brings none, and the latest that one may bring. */
    @WithDefault("10s")
    Duration longestDeadline();

    /** After what time a caller that met a full queue is told to try again; whole seconds. */
    @WithDefault("1s")
    Duration retryAfter();

    /** Longest time that a version's waiting requests are still answered for when it closes. */
    @WithDefault("10s")
    Duration drainTimeout();

    /** What is different for a model, by its name. */
    Map<String, ModelConfig> models();

    /** Settings of one model; what is not given is as for all models. */
    interface ModelConfig {

        /** Requests that may wait for one version of this model. */
        OptionalInt queueCapacity();

        /** Most rows of this model that run together; 1 for a model whose requests must not be joined. */
        OptionalInt maxBatch();

        /** Longest time that a request of this model waits for companions. */
        Optional<Duration> maxDelay();

        /** Most bytes of kept answers of one version of this model. */
        Optional<MemorySize> cacheSize();
    }
}
