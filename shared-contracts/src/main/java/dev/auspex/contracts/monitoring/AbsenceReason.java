package dev.auspex.contracts.monitoring;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Reasons why a figure has no value. */
public enum AbsenceReason {
    /** The version has no reference profile. */
    @JsonProperty("no-reference")
    NO_REFERENCE,
    /** The model service did not respond, so the reference profile is currently not available. */
    @JsonProperty("reference-unavailable")
    REFERENCE_UNAVAILABLE,
    /** The reference profile does not contain the feature. */
    @JsonProperty("not-in-reference")
    NOT_IN_REFERENCE,
    /** The reference profile contradicts itself, or lacks data that the figure needs. */
    @JsonProperty("reference-unusable")
    REFERENCE_UNUSABLE,
    /** The feature has only one value, or none, in the training data, so there are no bins to compare. */
    @JsonProperty("reference-constant")
    REFERENCE_CONSTANT,
    /** All values are missing, or none has the feature's type. */
    @JsonProperty("no-values")
    NO_VALUES,
    /** There are fewer values than the figure needs. */
    @JsonProperty("too-few-values")
    TOO_FEW_VALUES
}
