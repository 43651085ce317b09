package dev.auspex.model.validation;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** What a version may take while it is tried in a process of its own, before it is registered. */
@ConfigMapping(prefix = "auspex.validation")
public interface ValidationConfig {

    /** Longest time from the start of the process to its verdict. */
    @WithDefault("30s")
    Duration timeout();

    /** Most resident memory of the process. */
    @WithDefault("1G")
    MemorySize memory();

    /** Trials that run at once; one more upload is answered 429. */
    @Min(1)
    @WithDefault("1")
    int atOnce();

    /** How long an upload waits for another one's trial to end. */
    @WithDefault("20s")
    Duration patience();

    /** Runs of a trial. */
    @Min(1)
    @WithDefault("4")
    int runs();

    /** Most bytes that the outputs of one of its runs may have. */
    @WithDefault("${auspex.engine.largest-output:32M}")
    MemorySize largestOutput();
}
