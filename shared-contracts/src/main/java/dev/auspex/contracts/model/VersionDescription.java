package dev.auspex.contracts.model;

import java.util.List;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Size;

/**
 * The parts of a description that can change after the upload. A part that is null stays as it is. The features must
 * match the inputs of the graph, and the labels its probabilities.
 *
 * @param title         title in one line
 * @param description   description of what the model predicts
 * @param algorithm     name of the algorithm, such as {@code gradient-boosted-trees}
 * @param features      inputs by name, one for each input of the graph
 * @param labels        labels in the order of the columns of the probabilities
 * @param positiveLabel label whose probability is the score
 * @param threshold     lowest score for which the positive label is predicted, with two labels; with more labels, the
 *                      most probable one is predicted
 */
public record VersionDescription(
        @Nullable @Size(max = 200) String title,
        @Nullable @Size(max = 10_000) String description,
        @Nullable @Size(max = 100) String algorithm,
        @Nullable @Size(max = 10_000) List<Feature> features,
        @Nullable @Size(max = 10_000) List<String> labels,
        @Nullable String positiveLabel,
        @Nullable @DecimalMin("0") @DecimalMax("1") Double threshold) {}
