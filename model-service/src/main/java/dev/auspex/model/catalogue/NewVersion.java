package dev.auspex.model.catalogue;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.model.ModelVersion;

/**
 * A version that is about to be registered. Its artifact is in the store already.
 *
 * @param tenant      owner, or null for a shared one
 * @param bundled     whether it came with the service
 * @param fileName    name of the uploaded file, or null
 * @param description its schema, where it has one
 * @param reference   its reference profile as JSON, or null
 * @param card        its card as Markdown, or null
 * @param account     who registers it, or null
 * @param loaded      whether it shall be loaded
 */
public record NewVersion(
        @Nullable UUID tenant,
        StoredVersion.Facts facts,
        boolean bundled,
        @Nullable String fileName,
        Optional<ModelVersion> description,
        @Nullable String reference,
        @Nullable String card,
        @Nullable UUID account,
        boolean loaded) {}
