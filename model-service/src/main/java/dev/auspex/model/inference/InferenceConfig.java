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

    /**
     * Most requests that may wait for one version, at most half of them of priority batch. Any further request is
     * answered with 429 at once.
     */
    @WithDefault("256")
    @Min(1)
    @Max(1000000)
    int queueCapacity();

    /** Threads that run one version; by default, as many as there are processors. */
    OptionalInt workers();

    /** Most rows that run together. Waiting requests are taken together, up to this number of rows. */
    @WithDefault("32")
    @Min(1)
    @Max(4096)
    int maxBatch();

    /**
     * Whether texts and images run together even if a trial shows that the graph answers them differently in a batch,
     * as graphs do that quantise their activations over the whole batch.
     */
    @WithDefault("false")
    boolean joinAnyway();

    /**
     * Longest time that a request waits for companions while a thread is free to run it. It waits only while other
     * requests of its version are running, so that a lone request never waits. With 0, only requests that meet in the
     * queue run together.
     */
    @WithDefault("0ms")
    Duration maxDelay();

    /** Number of runs that may pass over a waiting request of priority batch before it goes first. */
    @WithDefault("8")
    @Min(1)
    @Max(1000000)
    int batchPatience();

    /**
     * Most bytes of cached answers of one version; an equal input is then answered without a run. With 0, no answers
     * are cached.
     */
    @WithDefault("0")
    MemorySize cacheSize();

    /** Deadline of a request that names none, and the latest deadline that a request may name. */
    @WithDefault("10s")
    Duration longestDeadline();

    /** Time after which a caller that met a full queue is told to try again; whole seconds. */
    @WithDefault("1s")
    Duration retryAfter();

    /** Longest time that a closing version keeps answering the requests that already wait. */
    @WithDefault("10s")
    Duration drainTimeout();

    /** Settings of single models, by model name. */
    Map<String, ModelConfig> models();

    /** Settings of one model; an absent setting is the same as for all models. */
    interface ModelConfig {

        /** Most requests that may wait for one version of this model. */
        OptionalInt queueCapacity();

        /** Most rows of this model that run together; 1 for a model whose requests must not be joined. */
        OptionalInt maxBatch();

        /** Longest time that a request of this model waits for companions. */
        Optional<Duration> maxDelay();

        /** Most bytes of cached answers of one version of this model. */
        Optional<MemorySize> cacheSize();
    }
}
