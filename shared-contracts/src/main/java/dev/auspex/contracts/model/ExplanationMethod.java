package dev.auspex.contracts.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How contributions were computed. Both give Shapley values of the same game: a feature is the row's own or a background row's. */
public enum ExplanationMethod {
    /** Exact, from the trees themselves. */
    @JsonProperty("tree-shap")
    TREE_SHAP,
    /** Estimated from sampled permutations of the features, with a standard error for each. */
    @JsonProperty("sampling-shapley")
    SAMPLING_SHAPLEY
}
