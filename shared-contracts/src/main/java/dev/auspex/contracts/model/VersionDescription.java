package dev.auspex.contracts.model;

import java.util.List;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Size;

/**
 * What can be told of a version after its upload. What is null stays as it is. The graph decides what fits: features are its
 * inputs, labels its probabilities.
 *
 * @param title         one line for people
 * @param description   what it predicts, for people
 * @param algorithm     such as {@code gradient-boosted-trees}
 * @param features      inputs by name, one for each input of the graph
 * @param labels        labels in the order of the probabilities' columns
 * @param positiveLabel label whose probability is the score
 * @param threshold     score from which the positive one of two labels is answered; of more labels the most probable is
 */
public record VersionDescription(
        @Nullable @Size(max = 200) String title,
        @Nullable @Size(max = 10_000) String description,
        @Nullable @Size(max = 100) String algorithm,
        @Nullable @Size(max = 10_000) List<Feature> features,
        @Nullable @Size(max = 10_000) List<String> labels,
        @Nullable String positiveLabel,
        @Nullable @DecimalMin("0") @DecimalMax("1") Double threshold) {}
