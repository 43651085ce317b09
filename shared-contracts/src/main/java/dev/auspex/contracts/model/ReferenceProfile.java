package dev.auspex.contracts.model;

import java.util.List;

import jakarta.annotation.Nullable;

/**
 * What drift is measured against: a package's {@code reference.json}.
 *
 * @param model    model name
 * @param version  model version
 * @param rows     training rows behind the profile
 * @param features one entry for each feature
 * @param score    distribution of the model's own score on those rows
 */
public record ReferenceProfile(
        String model,
        String version,
        long rows,
        List<FeatureReference> features,
        @Nullable FeatureReference score) {}
