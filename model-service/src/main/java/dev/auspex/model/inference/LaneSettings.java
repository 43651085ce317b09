package dev.auspex.model.inference;

import java.time.Duration;
import java.util.Optional;

import dev.auspex.model.inference.InferenceConfig.ModelConfig;

/**
 * What holds for one model: its own settings over those for all.
 *
 * @param capacity   requests that may wait
 * @param workers    threads that run it
 * @param maxBatch   most rows in one run
 * @param maxDelay   longest wait for companions
 * @param patience   runs after which a waiting batch request goes first
 * @param cacheBytes most bytes of kept answers
 * @param retryAfter told to a caller that met a full queue
 */
record LaneSettings(
        int capacity,
        int workers,
        int maxBatch,
        Duration maxDelay,
        int patience,
        long cacheBytes,
        Duration retryAfter) {

    /** For a model whose rows cannot share a run. */
    LaneSettings oneByOne() {
        return new LaneSettings(capacity, workers, 1, maxDelay, patience, cacheBytes, retryAfter);
    }

    static LaneSettings of(InferenceConfig config, String model) {
        Optional<ModelConfig> own = Optional.ofNullable(config.models().get(model));
        return new LaneSettings(
                Math.max(
                        1,
                        own.map(it -> it.queueCapacity().orElse(config.queueCapacity()))
                                .orElse(config.queueCapacity())),
                Math.max(1, config.workers().orElse(Runtime.getRuntime().availableProcessors())),
                Math.max(
                        1,
                        own.map(it -> it.maxBatch().orElse(config.maxBatch())).orElse(config.maxBatch())),
                own.flatMap(ModelConfig::maxDelay).orElse(config.maxDelay()),
                config.batchPatience(),
                own.flatMap(ModelConfig::cacheSize).orElse(config.cacheSize()).asLongValue(),
                config.retryAfter());
    }
}
