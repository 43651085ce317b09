package dev.auspex.model.publish;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How large bodies may be, and how much is stored. */
@ConfigMapping(prefix = "auspex.upload")
public interface UploadConfig {

    /** Largest file that is accepted, from {@code AUSPEX_LARGEST_UPLOAD}. */
    @WithDefault("1G")
    MemorySize largest();

    /** Largest body of any other request. Tensors in JSON take a lot of space. */
    @WithDefault("16M")
    MemorySize largestOther();

    /**
     * Whether tenants may upload their own models, from {@code AUSPEX_TENANT_UPLOADS}. Set it to {@code false} where
     * strangers can register: without isolation, a graph runs in the process that serves everybody.
     */
    @WithDefault("true")
    boolean tenants();

    /** Most versions that are stored for one tenant, and most shared ones. */
    @Min(1)
    @WithDefault("1000")
    int mostVersions();

    /** Most bytes of all files that are stored for one tenant, from {@code AUSPEX_TENANT_STORAGE}. */
    @WithDefault("10G")
    MemorySize mostBytes();

    /** How long {@code /v2/repository/models/{name}/load} and {@code unload} wait for every replica to follow. */
    @WithDefault("30s")
    Duration follow();
}
