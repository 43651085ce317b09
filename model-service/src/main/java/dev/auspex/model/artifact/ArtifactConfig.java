package dev.auspex.model.artifact;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the files of versions are stored. */
@ConfigMapping(prefix = "auspex.artifacts")
public interface ArtifactConfig {

    /**
     * Folder for the files if no bucket is named, from {@code AUSPEX_ARTIFACTS_DIR}. Several replicas need one folder
     * that all of them see, or S3.
     */
    @WithDefault("artifacts")
    Path directory();

    /**
     * Folder for this replica's own unpacked copies, from {@code AUSPEX_ARTIFACTS_CACHE_DIR}. Its content may be lost
     * at any time.
     */
    Path cacheDirectory();

    /** Most bytes of a package once it is unpacked. */
    @WithDefault("4G")
    MemorySize largestUnpacked();

    /** S3, or a compatible server. */
    S3 s3();

    /** S3. */
    interface S3 {

        /** Bucket for the artifacts instead of a folder, from {@code AUSPEX_S3_BUCKET}. It must exist. */
        Optional<String> bucket();

        /** Server, from {@code AUSPEX_S3_ENDPOINT}; by default, that of AWS for the region. */
        Optional<URI> endpoint();

        /** Region, from {@code AUSPEX_S3_REGION}. */
        @WithDefault("us-east-1")
        String region();

        /**
         * Access key, from {@code AUSPEX_S3_ACCESS_KEY}. Without it, the SDK searches for credentials itself:
         * environment, profile, role of the pod or machine.
         */
        Optional<String> accessKey();

        /** Secret key, from {@code AUSPEX_S3_SECRET_KEY}. */
        Optional<String> secretKey();

        /**
         * Whether the bucket is part of the path rather than of the host name, as most servers other than AWS require.
         */
        @WithDefault("true")
        boolean pathStyle();

        /** Prefix of all keys. */
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
