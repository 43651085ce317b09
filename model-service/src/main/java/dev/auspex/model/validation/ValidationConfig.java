package dev.auspex.model.validation;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** Limits for a version while it is tried in a separate process, before it is registered. */
@ConfigMapping(prefix = "auspex.validation")
public interface ValidationConfig {

    /** Longest time from the start of the process to its verdict. */
    @WithDefault("30s")
    Duration timeout();

    /** Most resident memory of the process. */
    @WithDefault("1G")
    MemorySize memory();

    /** Most trials at a time. A further upload waits for {@link #patience()}, then it is answered with 429. */
    @Min(1)
    @WithDefault("1")
    int atOnce();

    /** Longest time that an upload waits for the trial of another one to end. */
    @WithDefault("20s")
    Duration patience();

    /** Runs of a trial. */
    @Min(1)
    @WithDefault("4")
    int runs();

    /** Most bytes of the outputs of one of its runs. */
    @WithDefault("${auspex.engine.largest-output:32M}")
    MemorySize largestOutput();
}
