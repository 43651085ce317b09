package dev.auspex.model.registry;

import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How much memory the loaded versions of a replica may take, by the estimate for each. */
@ConfigMapping(prefix = "auspex.memory")
public interface MemoryConfig {

    /** Memory for all loaded versions of one replica, from {@code AUSPEX_MODEL_MEMORY}; without it, no limit. */
    Optional<MemorySize> budget();

    /** Memory for all loaded versions of one tenant, from {@code AUSPEX_TENANT_MODEL_MEMORY}; less than a worker may take. */
    @WithDefault("768M")
    MemorySize perTenant();

    /**
     * Percent of the heap that the schemas, reference profiles, inputs and outputs of tenants' loaded versions may take;
     * one tenant gets at most half of it.
     */
    @Min(1)
    @Max(60)
    @WithDefault("25")
    int descriptionPercent();

    /** Memory expected of a version for each byte of its ONNX file, unless its own trial took more. */
    @WithDefault("2.0")
    double factor();

    /** Whether a load that does not fit may unload versions that no alias names, the least recently used first. */
    @WithDefault("false")
    boolean unloadLeastUsed();
}
