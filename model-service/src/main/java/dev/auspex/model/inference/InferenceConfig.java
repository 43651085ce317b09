package dev.auspex.model.inference;

import java.time.Duration;
import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How requests reach the engine. */
@ConfigMapping(prefix = "auspex.inference")
public interface InferenceConfig {

    /** Requests that may wait for one version. One more is answered with 429 at once. */
    @WithDefault("256")
    @Min(1)
    @Max(1000000)
    int queueCapacity();

    /** Threads that run one version; as many as there are processors where not set. */
    OptionalInt workers();

    /** Most rows that run together. What waits is taken together; nothing ever waits for companions. */
    @WithDefault("32")
    @Min(1)
    @Max(4096)
    int maxBatch();

    /** Deadline of a request that brings none, and the latest that one may bring. */
    @WithDefault("10s")
    Duration longestDeadline();

    /** After what time a caller that met a full queue is told to try again; whole seconds. */
    @WithDefault("1s")
    Duration retryAfter();

    /** Longest time that a version's waiting requests are still answered for when it closes. */
    @WithDefault("10s")
    Duration drainTimeout();
}
