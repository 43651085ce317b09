package dev.auspex.contracts.model;

import java.util.List;

import jakarta.annotation.Nullable;

/**
 * The profile that drift is measured against: the content of {@code reference.json} in a package.
 *
 * @param model    name of the model
 * @param version  version of the model
 * @param rows     number of training rows in the profile
 * @param features one entry for each feature
 * @param score    distribution of the model's own score on those rows
 */
public record ReferenceProfile(
        String model,
        String version,
        long rows,
        List<FeatureReference> features,
        @Nullable FeatureReference score) {}
