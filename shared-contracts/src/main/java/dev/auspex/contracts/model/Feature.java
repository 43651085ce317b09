package dev.auspex.contracts.model;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotNull;

/**
 * A named input of a model.
 *
 * @param name        name of the feature and of the ONNX input
 * @param type        type of the values
 * @param description description for people
 * @param unit        unit of a number, such as {@code months}, or null
 * @param required    whether a value is required; if false, a missing value (number: NaN, category: empty string) is
 *                    imputed inside the graph
 * @param min         lowest plausible number, or null
 * @param max         highest plausible number, or null; for a text, the most characters; for an image, the most bytes
 * @param categories  allowed strings of a category, otherwise empty
 * @param example     a typical value: number or string; for an image, its Base64
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Feature(
        @NotNull String name,
        @NotNull FeatureType type,
        @Nullable String description,
        @Nullable String unit,
        boolean required,
        @Nullable Double min,
        @Nullable Double max,
        List<String> categories,
        @Nullable Object example) {

    public Feature {
        categories = categories == null ? List.of() : List.copyOf(categories);
    }
}
