package dev.auspex.contracts.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The type of the values of a feature. */
public enum FeatureType {
    /** A number with a fraction; ONNX input of type FLOAT, shape [N, 1]. */
    @JsonProperty("number")
    NUMBER,
    /** A whole number; ONNX input of type FLOAT, shape [N, 1]. */
    @JsonProperty("integer")
    INTEGER,
    /** One of a fixed list of strings; ONNX input of type STRING, shape [N, 1]. */
    @JsonProperty("category")
    CATEGORY,
    /**
     * A text in natural language, which the model service converts into tokens; {@link Feature#max} is the most
     * characters.
     */
    @JsonProperty("text")
    TEXT,
    /**
     * A PNG or JPEG file, as Base64 in JSON, which the model service converts into numbers; {@link Feature#max} is the
     * most bytes.
     */
    @JsonProperty("image")
    IMAGE;

    /** Whether the value is a number. */
    public boolean isNumeric() {
        return this == NUMBER || this == INTEGER;
    }

    /**
     * Whether the model service converts the value before the graph gets it; such a feature is the only one of its
     * version.
     */
    public boolean isPrepared() {
        return this == TEXT || this == IMAGE;
    }
}
