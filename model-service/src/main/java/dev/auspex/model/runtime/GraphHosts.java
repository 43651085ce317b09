package dev.auspex.model.runtime;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.host.GraphHost;
import dev.auspex.graph.host.LocalHost;
import dev.auspex.graph.worker.Workers;

/** Where a version's graph runs: what all tenants share in this process, a tenant's own in its worker. */
public final class GraphHosts implements AutoCloseable {

    private final GraphHost local;
    private final @Nullable Workers workers;

    /** @param workers null where tenants' graphs run in this process as well */
    public GraphHosts(InferenceEngine engine, @Nullable Workers workers) {
        this.local = new LocalHost(engine);
        this.workers = workers;
    }

    /** @param owner whose version it is; null for one that all share */
    public GraphHost of(@Nullable UUID owner) {
        return owner == null || workers == null ? local : workers.of(owner.toString());
    }

    /** The workers, where there are any. */
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
