package dev.auspex.model.engine;

import java.util.Map;

import dev.auspex.model.Configs;

/** The engine for plain tests. */
public final class Engines {

    private Engines() {}

    public static InferenceEngine started() {
        return new InferenceEngine(Configs.of(EngineConfig.class, Map.of()));
    }
}
