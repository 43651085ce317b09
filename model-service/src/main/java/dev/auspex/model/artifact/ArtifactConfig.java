package dev.auspex.model.artifact;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the files of versions are kept. */
@ConfigMapping(prefix = "auspex.artifacts")
public interface ArtifactConfig {

    /**
     * Folder that keeps them, from {@code AUSPEX_ARTIFACTS_DIR}, where no bucket is named. Several replicas need one folder that
     * all of them see, or S3.
     */
    @WithDefault("artifacts")
    Path directory();

    /** Folder for this replica's own unpacked copies, from {@code AUSPEX_ARTIFACTS_CACHE_DIR}. Its content may be lost at any time. */
    Path cacheDirectory();

    /** Most bytes that a package may have once it is unpacked. */
    @WithDefault("4G")
    MemorySize largestUnpacked();

    /** S3, or a server that speaks its protocol. */
    S3 s3();

    /** S3. */
    interface S3 {

        /** Bucket that keeps the artifacts instead of a folder, from {@code AUSPEX_S3_BUCKET}. It must exist. */
        Optional<String> bucket();

        /** Server, from {@code AUSPEX_S3_ENDPOINT}; without it, AWS' own for the region. */
        Optional<URI> endpoint();

        /** Region, from {@code AUSPEX_S3_REGION}. */
        @WithDefault("us-east-1")
        String region();

        /** Access key, from {@code AUSPEX_S3_ACCESS_KEY}; without it, the SDK's own search: environment, profile, role of the pod or machine. */
        Optional<String> accessKey();

        /** Secret key, from {@code AUSPEX_S3_SECRET_KEY}. */
        Optional<String> secretKey();

        /** Whether the bucket stands in the path and not in the host's name, as most servers besides AWS want it. */
        @WithDefault("true")
        boolean pathStyle();

        /** Text that all keys begin with. */
        @WithDefault("")
        Optional<String> prefix();

        /** Longest wait for a connection. */
        @WithDefault("3s")
        Duration connectTimeout();

        /** Longest wait for the next bytes of an answer. */
        @WithDefault("30s")
        Duration readTimeout();
    }
}
