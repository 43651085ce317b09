package dev.auspex.model.publish;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How large bodies may be, and how much is kept. */
@ConfigMapping(prefix = "auspex.upload")
public interface UploadConfig {

    /** Largest file that is taken, from {@code AUSPEX_LARGEST_UPLOAD}. */
    @WithDefault("1G")
    MemorySize largest();

    /** Largest body of all other requests. Tensors in JSON are long. */
    @WithDefault("16M")
    MemorySize largestOther();

    /**
     * Whether tenants may bring models of their own, from {@code AUSPEX_TENANT_UPLOADS}. Where strangers can register, say no: a
     * graph runs in the process that serves everybody.
     */
    @WithDefault("true")
    boolean tenants();

    /** Most versions that are kept for one tenant, and of shared ones. */
    @Min(1)
    @WithDefault("1000")
    int mostVersions();

    /** Most bytes of all files that are kept for one tenant, from {@code AUSPEX_TENANT_STORAGE}. */
    @WithDefault("10G")
    MemorySize mostBytes();

    /** How long {@code /v2/repository/models/{name}/load} and {@code unload} wait for this replica to follow. */
    @WithDefault("30s")
    Duration follow();
}
