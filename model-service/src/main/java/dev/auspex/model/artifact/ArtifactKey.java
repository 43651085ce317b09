package dev.auspex.model.artifact;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** Names artifacts in a store: {@code shared/churn/2/<sha256>}, or with the tenant's id instead of {@code shared}. */
public final class ArtifactKey {

    private ArtifactKey() {}

    /**
     * Returns the key of a version.
     *
     * @param tenant owner, or null for a shared model
     * @param sha256 SHA-256 of the artifact, hex
     */
    public static String of(@Nullable UUID tenant, String model, String version, String sha256) {
        return (tenant == null ? "shared" : tenant.toString()) + "/" + model + "/" + version + "/" + sha256;
    }
}
