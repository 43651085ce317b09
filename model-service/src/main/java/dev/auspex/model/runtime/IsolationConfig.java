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

    /** Workers of this replica at once; one more tenant is answered 429 while all of them are at work. */
    @WithDefault("16")
    @Min(1)
    int most();

    /** Most resident memory of one worker, from {@code AUSPEX_WORKER_MEMORY}; past it, it is ended. */
    @WithDefault("1G")
    MemorySize memory();

    /**
     * Most resident memory of all workers, from {@code AUSPEX_WORKERS_MEMORY}; half of the machine's or the container's where not
     * set.
     */
    Optional<MemorySize> memoryInAll();

    /** Largest Java heap of a worker, which holds only what travels to and fro. */
    @WithDefault("64M")
    MemorySize heap();

    /** How long a worker stays that nobody asks anything. */
    @WithDefault("10m")
    Duration idle();

    /** Longest time until a worker listens. */
    @WithDefault("60s")
    Duration start();

    /** How long past its deadline a run goes on before its worker is ended. */
    @WithDefault("2s")
    Duration grace();

    /** Longest time in which a graph or a tokenizer has to be open. */
    @WithDefault("60s")
    Duration longestOpening();

    /** Longest time in which a text or an image has to be prepared. */
    @WithDefault("5s")
    Duration longestReading();

    /** Longest pause before a worker that keeps ending is started again. */
    @WithDefault("30s")
    Duration longestPause();
}
