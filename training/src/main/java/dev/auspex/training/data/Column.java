package dev.auspex.training.data;

import java.util.List;
import java.util.Locale;

import jakarta.annotation.Nullable;

import dev.auspex.contracts.model.FeatureType;

/**
 * One column of a data file that becomes a feature.
 *
 * @param header      name in the header line of the file
 * @param name        name of the feature, such as {@code monthly_charges}
 * @param type        type of its values
 * @param description description for people
 * @param unit        unit of a number, or null
 * @param categories  all values of a category, empty for a number
 * @param example     typical value: a number or a string
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
            throw new IllegalArgumentException(
                    "Column " + header + " has categories, but only a column of the type category can have them.");
        }
    }

    /** Creates a column whose feature is named after the header, in snake_case. */
    public Column(
            String header,
            FeatureType type,
            String description,
            @Nullable String unit,
            List<String> categories,
            Object example) {
        this(header, snakeCase(header), type, description, unit, categories, example);
    }

    /** Creates a column of numbers that may have a fraction. */
    public static Column number(String header, String description, @Nullable String unit, double example) {
        return new Column(header, FeatureType.NUMBER, description, unit, List.of(), example);
    }

    /** Creates a column of whole numbers. */
    public static Column integer(String header, String description, @Nullable String unit, int example) {
        return new Column(header, FeatureType.INTEGER, description, unit, List.of(), example);
    }

    /** Creates a column whose values come from a fixed list of strings. */
    public static Column category(String header, String description, String example, List<String> categories) {
        return new Column(header, FeatureType.CATEGORY, description, null, categories, example);
    }

    /** Returns the words of a header in lower case with underscores between them. */
    static String snakeCase(String header) {
        return header.replaceAll("(?<=[a-z0-9])(?=[A-Z])|[\\s.-]+", "_").toLowerCase(Locale.ROOT);
    }

    public boolean isCategory() {
        return type == FeatureType.CATEGORY;
    }
}
