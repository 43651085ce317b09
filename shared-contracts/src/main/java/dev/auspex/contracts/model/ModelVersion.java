package dev.auspex.contracts.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * An immutable version of a model with its schema: the content of a package's {@code model.json}.
 *
 * @param model         model name
 * @param version       version, such as {@code 2}
 * @param title         one line for people
 * @param description   what it predicts, for people
 * @param algorithm     such as {@code gradient-boosted-trees}
 * @param features      inputs in the order of the graph
 * @param labels        labels in the order of the columns of the output {@code probabilities}
 * @param positiveLabel label whose probability is the score
 * @param threshold     score from which the positive one of two labels is answered; of more labels the most probable is
 * @param metrics       held-out metrics by name, such as {@code auc}
 * @param seed          seed of split and training
 * @param dataSha256    SHA-256 of the training data file, hex
 * @param onnxSha256    SHA-256 of the ONNX file, hex
 * @param trainedAt     when it was trained: the data's date in reproducible training, not the clock
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
