package dev.auspex.model.artifact;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Provides the store that the configuration names. */
@ApplicationScoped
class ArtifactStores {

    private static final Logger LOG = Logger.getLogger(ArtifactStores.class);

    private final Instance<Buckets> buckets;

    ArtifactStores(Instance<Buckets> buckets) {
        this.buckets = buckets;
    }

    @Produces
    @Singleton
    ArtifactStore store(ArtifactConfig config) {
        ArtifactStore store =
                config.s3().bucket().isPresent() ? bucket(config.s3()) : new FolderStore(config.directory());
        LOG.infof("artifact store opened place=%s", store.place());
        return store;
    }

    private ArtifactStore bucket(ArtifactConfig.S3 config) {
        if (buckets.isUnsatisfied()) {
            throw new IllegalStateException(
                    "AUSPEX_S3_BUCKET is set, but the native executable has no S3 client. Run the"
                            + " model service as a jar, or unset it and set AUSPEX_ARTIFACTS_DIR to a folder that"
                            + " every replica sees.");
        }
        return buckets.get().open(config);
    }

    void close(@Disposes ArtifactStore store) throws Exception {
        if (store instanceof AutoCloseable open) {
            open.close();
        }
    }
}
