package dev.auspex.model.artifact;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Gives the store that the configuration asks for. */
@ApplicationScoped
class ArtifactStores {

    private static final Logger LOG = Logger.getLogger(ArtifactStores.class);

    @Produces
    @Singleton
    ArtifactStore store(ArtifactConfig config) {
        ArtifactStore store =
                config.s3().bucket().isPresent() ? new S3Store(config.s3()) : new FolderStore(config.directory());
        LOG.infof("artifacts place=%s", store.place());
        return store;
    }

    void close(@Disposes ArtifactStore store) {
        if (store instanceof S3Store s3) {
            s3.close();
        }
    }
}
