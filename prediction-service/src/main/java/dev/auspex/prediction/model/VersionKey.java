package dev.auspex.prediction.model;

import dev.auspex.contracts.model.ModelVersion;

/**
 * Name of one immutable version.
 *
 * @param model   model name
 * @param version version, not an alias
 */
public record VersionKey(String model, String version) {

    public static VersionKey of(ModelVersion version) {
        return new VersionKey(version.model(), version.version());
    }
}
