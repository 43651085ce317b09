package dev.auspex.contracts.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What values a feature takes. */
public enum FeatureType {
    /** A number with a fraction; ONNX input of FLOAT, shape [N, 1]. */
    @JsonProperty("number")
    NUMBER,
    /** A whole number; ONNX input of FLOAT, shape [N, 1]. */
    @JsonProperty("integer")
    INTEGER,
    /** One of a fixed list of strings; ONNX input of STRING, shape [N, 1]. */
    @JsonProperty("category")
    CATEGORY,
    /** A text of people's language, which the model service turns into tokens; {@link Feature#max} is its most characters. */
    @JsonProperty("text")
    TEXT,
    /**
     * A PNG or JPEG file, in JSON as base64, which the model service turns into numbers; {@link Feature#max} is its most bytes.
     */
    @JsonProperty("image")
    IMAGE;

    /** Whether the value is a number. */
    public boolean isNumeric() {
        return this == NUMBER || this == INTEGER;
    }

    /** Whether the model service makes something else of the value before the graph sees it; such a feature is the only one. */
    public boolean isPrepared() {
        return this == TEXT || this == IMAGE;
    }
}
