package dev.auspex.model.runtime;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.host.GraphHost;
import dev.auspex.graph.host.LocalHost;
import dev.auspex.graph.worker.Workers;

/**
 * Chooses where the graph of a version runs: in this process if all tenants share it, in the tenant's worker if a
 * tenant owns it.
 */
public final class GraphHosts implements AutoCloseable {

    private final GraphHost local;
    private final @Nullable Workers workers;

    /** @param workers null if tenants' graphs run in this process too */
    public GraphHosts(InferenceEngine engine, @Nullable Workers workers) {
        this.local = new LocalHost(engine);
        this.workers = workers;
    }

    /** @param owner owner of the version; null if all tenants share it */
    public GraphHost of(@Nullable UUID owner) {
        return owner == null || workers == null ? local : workers.of(owner.toString());
    }

    /** Returns the workers, if there are any. */
    public Optional<Workers> workers() {
        return Optional.ofNullable(workers);
    }

    @Override
    public void close() {
        if (workers != null) {
            workers.close();
        }
    }
}
