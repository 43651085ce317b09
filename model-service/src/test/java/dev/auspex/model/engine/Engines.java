package dev.auspex.model.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import dev.auspex.contracts.http.Deadline;

/** The engine for plain tests. */
public final class Engines {

    private static final long LOOP_MEMORY = 256L << 20;

    private Engines() {}

    public static InferenceEngine started() {
        return started(LOOP_MEMORY);
    }

    /** One that ends a run of a graph with loops when the process has grown by so many bytes. */
    static InferenceEngine started(long loopMemory) {
        return new InferenceEngine(
                new EngineSettings(OptionalInt.empty(), 0, true, Optional.empty(), Duration.ofMillis(50), loopMemory));
    }

    /** A deadline that no run of a test meets. */
    public static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }
}
