package dev.auspex.contracts.monitoring;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Kinds of reasons why a figure has no value. */
public enum AbsenceReason {
    /** The version has no reference profile. */
    @JsonProperty("no-reference")
    NO_REFERENCE,
    /** The model service did not answer, so that the reference profile is not known at the moment. */
    @JsonProperty("reference-unavailable")
    REFERENCE_UNAVAILABLE,
    /** The reference profile does not know the feature. */
    @JsonProperty("not-in-reference")
    NOT_IN_REFERENCE,
    /** The reference profile contradicts itself, or lacks what the figure needs. */
    @JsonProperty("reference-unusable")
    REFERENCE_UNUSABLE,
    /** The feature had one value only, or none, in the training data: there are no bins to compare. */
    @JsonProperty("reference-constant")
    REFERENCE_CONSTANT,
    /** Every value is missing, or none is of the feature's type. */
    @JsonProperty("no-values")
    NO_VALUES,
    /** There are fewer values than the figure needs. */
    @JsonProperty("too-few-values")
    TOO_FEW_VALUES
}
