package dev.auspex.model.runtime;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** The processes in which tenants' graphs run. */
@ConfigMapping(prefix = "auspex.workers")
public interface IsolationConfig {

    /** Whether tenants' graphs run in workers, from {@code auspex.isolation}: {@code tenant} or {@code none}. */
    @WithDefault("${auspex.isolation:tenant}")
    Isolation isolation();

    /**
     * Most workers of this replica at a time. While all of them are busy, a request of a further tenant is answered
     * with 429.
     */
    @WithDefault("16")
    @Min(1)
    int most();

    /** Most resident memory of one worker, from {@code AUSPEX_WORKER_MEMORY}; a worker beyond it is ended. */
    @WithDefault("1G")
    MemorySize memory();

    /**
     * Most resident memory of all workers, from {@code AUSPEX_WORKERS_MEMORY}; by default, half of the memory of the
     * machine or container.
     */
    Optional<MemorySize> memoryInAll();

    /** Largest Java heap of a worker, which holds only data in transit. */
    @WithDefault("64M")
    MemorySize heap();

    /** How long a worker without requests keeps running. */
    @WithDefault("10m")
    Duration idle();

    /** Longest time until a new worker listens. */
    @WithDefault("60s")
    Duration start();

    /** How long a run may continue past its deadline before its worker is ended. */
    @WithDefault("2s")
    Duration grace();

    /** Longest time to open a graph or a tokenizer. */
    @WithDefault("60s")
    Duration longestOpening();

    /** Longest time to prepare a text or an image. */
    @WithDefault("5s")
    Duration longestReading();

    /** Longest pause before a worker that keeps ending is restarted. */
    @WithDefault("30s")
    Duration longestPause();
}
