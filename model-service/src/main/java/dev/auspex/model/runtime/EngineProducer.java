package dev.auspex.model.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.auspex.graph.engine.EngineSettings;
import dev.auspex.graph.engine.InferenceEngine;

/** Creates the one engine of this service. */
@ApplicationScoped
class EngineProducer {

    @Produces
    @Singleton
    InferenceEngine engine(EngineConfig config) {
        return new InferenceEngine(new EngineSettings(
                config.intraOpThreads(),
                config.runsAtOnce(),
                config.memoryArena(),
                config.libraryPath(),
                config.loopGrace(),
                config.loopMemory().asLongValue(),
                config.largestOutput().asLongValue(),
                false));
    }
}
