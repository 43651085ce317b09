package dev.auspex.contracts.model;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotNull;

/**
 * One input of a model by its name.
 *
 * @param name        name of the feature and of the ONNX input
 * @param type        what values it takes
 * @param description for people
 * @param unit        unit of a number, such as {@code months}, or null
 * @param required    whether it must be given; where it is false, a missing value (number: NaN, category: empty string)
 *                    is imputed inside the graph
 * @param min         least sensible number, or null
 * @param max         greatest sensible number, or null; of a text its most characters, of an image its most bytes
 * @param categories  allowed strings of a category, empty otherwise
 * @param example     a typical value: number or string; of an image its base64
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
