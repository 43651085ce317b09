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
    CATEGORY
}
