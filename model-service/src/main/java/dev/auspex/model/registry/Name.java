package dev.auspex.model.registry;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Names one version of all tenants.
 *
 * @param tenant  owner, or null for a shared model
 * @param model   model name
 * @param version version
 */
public record Name(@Nullable UUID tenant, String model, String version) {

    /** For logs and health: {@code model/version}, with the tenant before it where there is one. */
    @Override
    public String toString() {
        return (tenant == null ? "" : tenant + ":") + model + "/" + version;
    }
}
