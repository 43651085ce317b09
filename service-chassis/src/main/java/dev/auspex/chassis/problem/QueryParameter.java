package dev.auspex.chassis.problem;

import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a query parameter accepts. The framework reads numbers and booleans leniently ({@code +5}, digits of other
 * scripts, anything but {@code true} as false, an empty value as none), so their form is checked first.
 *
 * @param list whether the parameter may be repeated
 * @param form form that each value must have
 */
record QueryParameter(boolean list, Form form) {

    /** The form of a value. */
    enum Form {
        TEXT(".*", "a string"),
        WHOLE_NUMBER("-?(?:0|[1-9][0-9]{0,18})", "a whole number such as 20"),
        NUMBER("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?", "a number such as 0.5"),
        BOOLEAN("true|false", "true or false"),
        ID(
                "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
                "a UUID such as 0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10");

        private final Pattern pattern;
        private final String words;

        Form(String pattern, String words) {
            this.pattern = Pattern.compile(pattern, Pattern.DOTALL);
            this.words = words;
        }
    }

    static QueryParameter of(JsonNode schema) {
        boolean list = isOf(schema, "array");
        return new QueryParameter(list, form(list ? schema.path("items") : schema));
    }

    private static Form form(JsonNode schema) {
        if (isOf(schema, "integer")) {
            return Form.WHOLE_NUMBER;
        }
        if (isOf(schema, "number")) {
            return Form.NUMBER;
        }
        if (isOf(schema, "boolean")) {
            return Form.BOOLEAN;
        }
        return schema.path("format").asText().equals("uuid") ? Form.ID : Form.TEXT;
    }

    /** Checks the type of a schema, which may be one of several in OpenAPI 3.1. */
    private static boolean isOf(JsonNode schema, String type) {
        JsonNode types = schema.path("type");
        if (!types.isArray()) {
            return types.asText().equals(type);
        }
        for (JsonNode one : types) {
            if (one.asText().equals(type)) {
                return true;
            }
        }
        return false;
    }

    /** Returns a description of what the value must be, or empty if the value is valid. */
    Optional<String> refusal(String value) {
        return form.pattern.matcher(value).matches() ? Optional.empty() : Optional.of(form.words);
    }
}
