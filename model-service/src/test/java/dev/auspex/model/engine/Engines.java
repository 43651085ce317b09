package dev.auspex.model.engine;

import java.time.Duration;
import java.util.Map;

import dev.auspex.chassis.deadline.Deadline;
import dev.auspex.model.Configs;

/** The engine for plain tests. */
public final class Engines {

    private Engines() {}

    public static InferenceEngine started() {
        return started(Map.of());
    }

    /** One with some of its configuration. */
    public static InferenceEngine started(Map<String, String> config) {
        return new InferenceEngine(Configs.of(EngineConfig.class, config));
    }

    /** A deadline that no run of a test meets. */
    public static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }
}
