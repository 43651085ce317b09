package dev.auspex.contracts.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How contributions were computed. Both methods give Shapley values of the same game: each feature takes its value from
 * the explained row or from a background row.
 */
public enum ExplanationMethod {
    /** Exact, computed from the trees. */
    @JsonProperty("tree-shap")
    TREE_SHAP,
    /** Estimated from sampled permutations of the features, with a standard error for each contribution. */
    @JsonProperty("sampling-shapley")
    SAMPLING_SHAPLEY
}
