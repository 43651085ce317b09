package dev.auspex.training.data;

import java.util.List;
import java.util.Locale;

import jakarta.annotation.Nullable;

import dev.auspex.contracts.model.FeatureType;

/**
 * One column of a data file that becomes a feature.
 *
 * @param header      name in the file's header line
 * @param name        name of the feature, such as {@code monthly_charges}
 * @param type        what values it takes
 * @param description for people
 * @param unit        unit of a number, or null
 * @param categories  all values of a category, empty for a number
 * @param example     a typical value: number or string
 */
public record Column(
        String header,
        String name,
        FeatureType type,
        String description,
        @Nullable String unit,
        List<String> categories,
        Object example) {

    public Column {
        categories = List.copyOf(categories);
        if ((type == FeatureType.CATEGORY) == categories.isEmpty()) {
            throw new IllegalArgumentException("column " + header + ": categories belong to the type category only");
        }
    }

    /** A column whose feature has the header's name in snake_case. */
    public Column(
            String header,
            FeatureType type,
            String description,
            @Nullable String unit,
            List<String> categories,
            Object example) {
        this(header, snakeCase(header), type, description, unit, categories, example);
    }

    /** A number with a fraction. */
    public static Column number(String header, String description, @Nullable String unit, double example) {
        return new Column(header, FeatureType.NUMBER, description, unit, List.of(), example);
    }

    /** A whole number. */
    public static Column integer(String header, String description, @Nullable String unit, int example) {
        return new Column(header, FeatureType.INTEGER, description, unit, List.of(), example);
    }

    /** One of a fixed list of strings. */
    public static Column category(String header, String description, String example, List<String> categories) {
        return new Column(header, FeatureType.CATEGORY, description, null, categories, example);
    }

    /** A header's words in lower case with underscores between them. */
    static String snakeCase(String header) {
        return header.replaceAll("(?<=[a-z0-9])(?=[A-Z])|[\\s.-]+", "_").toLowerCase(Locale.ROOT);
    }

    public boolean isCategory() {
        return type == FeatureType.CATEGORY;
    }
}
