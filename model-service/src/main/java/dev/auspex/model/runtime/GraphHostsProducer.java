package dev.auspex.model.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.worker.WorkerProgram;
import dev.auspex.graph.worker.WorkerSettings;
import dev.auspex.graph.worker.Workers;

/** Creates the workers of this service, and the program that starts them. */
@ApplicationScoped
class GraphHostsProducer {

    /** Main class of a worker process when this service runs from a class path. */
    private static final String MAIN = "dev.auspex.model.Main";

    @Produces
    @Singleton
    WorkerProgram program() {
        return new WorkerProgram(MAIN);
    }

    @Produces
    @Singleton
    GraphHosts hosts(
            InferenceEngine engine,
            WorkerProgram program,
            IsolationConfig config,
            EngineConfig engines,
            MeterRegistry meters) {
        if (config.isolation() == Isolation.NONE) {
            return new GraphHosts(engine, null);
        }
        Workers workers = new Workers(program, settings(config, engines));
        Gauge.builder("auspex.workers.running", workers, Workers::count)
                .description("Processes that run the graphs of tenants")
                .register(meters);
        Gauge.builder("auspex.workers.memory", workers, Workers::residentBytes)
                .description("Resident memory of the processes that run the graphs of tenants")
                .baseUnit("bytes")
                .register(meters);
        return new GraphHosts(engine, workers);
    }

    void close(@Disposes GraphHosts hosts) {
        hosts.close();
    }

    static WorkerSettings settings(IsolationConfig config, EngineConfig engines) {
        return new WorkerSettings(
                config.most(),
                config.memory().asLongValue(),
                config.memoryInAll().map(MemorySize::asLongValue).orElseGet(() -> MachineMemory.bytes() / 2),
                config.heap().asLongValue(),
                config.idle(),
                config.start(),
                config.grace(),
                config.longestOpening(),
                config.longestReading(),
                config.longestPause(),
                engines.intraOpThreads().orElse(1),
                engines.memoryArena(),
                engines.largestOutput().asLongValue());
    }
}
