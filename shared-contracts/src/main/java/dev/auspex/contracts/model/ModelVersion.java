package dev.auspex.contracts.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * An immutable version of a model with its schema: the content of {@code model.json} in a package.
 *
 * @param model         name of the model
 * @param version       version, such as {@code 2}
 * @param title         title in one line
 * @param description   description of what the model predicts
 * @param algorithm     name of the algorithm, such as {@code gradient-boosted-trees}
 * @param features      inputs in the order of the graph
 * @param labels        labels in the order of the columns of the output {@code probabilities}
 * @param positiveLabel label whose probability is the score
 * @param threshold     lowest score for which the positive label is predicted, with two labels; with more labels, the
 *                      most probable one is predicted
 * @param metrics       held-out metrics by name, such as {@code auc}
 * @param seed          seed of the split and of the training
 * @param dataSha256    SHA-256 of the training data file in hexadecimal
 * @param onnxSha256    SHA-256 of the ONNX file in hexadecimal
 * @param trainedAt     when the version was trained; for reproducible training, the date of the data and not the clock
 *                      time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelVersion(
        String model,
        String version,
        @Nullable String title,
        @Nullable String description,
        @Nullable String algorithm,
        List<Feature> features,
        List<String> labels,
        @Nullable String positiveLabel,
        double threshold,
        @Nullable Map<String, Double> metrics,
        long seed,
        @Nullable String dataSha256,
        String onnxSha256,
        @Nullable Instant trainedAt) {}
