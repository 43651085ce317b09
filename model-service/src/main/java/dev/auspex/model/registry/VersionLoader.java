package dev.auspex.model.registry;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import org.jboss.logging.Logger;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.VersionState;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.host.GraphHost;
import dev.auspex.model.artifact.ArtifactCache;
import dev.auspex.model.artifact.ArtifactException;
import dev.auspex.model.artifact.ArtifactKey;
import dev.auspex.model.runtime.GraphHosts;

/** Loads and unloads versions, and notifies the components that run them. */
@ApplicationScoped
class VersionLoader {

    private static final Logger LOG = Logger.getLogger(VersionLoader.class);

    private final RegistryConfig config;
    private final PackageReader reader;
    private final GraphHosts hosts;
    private final ArtifactCache cache;
    private final Event<VersionReady> ready;
    private final Event<VersionRetired> retired;

    VersionLoader(
            RegistryConfig config,
            PackageReader reader,
            GraphHosts hosts,
            ArtifactCache cache,
            Event<VersionReady> ready,
            Event<VersionRetired> retired) {
        this.config = config;
        this.reader = reader;
        this.hosts = hosts;
        this.cache = cache;
        this.ready = ready;
        this.retired = retired;
    }

    /**
     * Fetches, opens and warms up a version.
     *
     * @param description its schema, if the registry holds one
     * @param progress    receives each state on the way
     * @throws ArtifactException      if its files cannot be fetched
     * @throws BrokenPackageException if it cannot be served
     */
    ServedVersion load(Wish.Wanted wanted, Optional<ModelVersion> description, Consumer<VersionState> progress)
            throws ArtifactException, BrokenPackageException {
        progress.accept(VersionState.LOADING);
        String key = ArtifactKey.of(wanted.tenant(), wanted.model(), wanted.version(), wanted.sha256());
        Path folder = cache.folder(key, wanted.sha256(), wanted.bare());
        ServedVersion served = open(wanted, folder, description).of(wanted.tenant());
        progress.accept(VersionState.WARMING);
        try {
            WarmUp.run(served, config.warmUpRuns());
        } catch (BrokenPackageException | RuntimeException e) {
            PackageReader.discard(served);
            throw e;
        }
        return served;
    }

    private ServedVersion open(Wish.Wanted wanted, Path folder, Optional<ModelVersion> description)
            throws BrokenPackageException {
        GraphHost host = hosts.of(wanted.tenant());
        if (wanted.bare()) {
            return reader.bare(folder, wanted.model(), wanted.version(), description, host);
        }
        return description.isPresent()
                ? reader.read(folder, wanted.model(), wanted.version(), description.get(), host)
                : reader.read(folder, wanted.model(), wanted.version(), host);
    }

    /** Announces that a version is about to be served. */
    void announce(ServedVersion served) {
        ready.fire(new VersionReady(served));
        LOG.infof("version ready model=%s version=%s", served.model(), served.version());
    }

    /** Drains a version that callers can no longer find, then closes it. */
    void retire(ServedVersion version) {
        retired.fire(new VersionRetired(version));
        close(version);
    }

    /** Closes a version without announcing its retirement. */
    void close(ServedVersion version) {
        try {
            if (!version.graph().close(config.closeTimeout())) {
                LOG.warnf(
                        "session was left open, because a run had not ended model=%s version=%s",
                        version.model(), version.version());
            }
        } catch (GraphException e) {
            LOG.warnf(
                    "session was not closed model=%s version=%s cause=%s",
                    version.model(), version.version(), e.getMessage());
        } finally {
            if (version.preparation() != null) {
                version.preparation().close();
            }
        }
    }
}
