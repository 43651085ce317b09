package dev.auspex.contracts.monitoring;

/** Kinds of reasons why a figure has no value. */
public enum AbsenceReason {
    /** The version has no reference profile. */
    NO_REFERENCE,
    /** The model service did not answer, so that the reference profile is not known at the moment. */
    REFERENCE_UNAVAILABLE,
    /** The reference profile does not know the feature. */
    NOT_IN_REFERENCE,
    /** The reference profile contradicts itself, or lacks what the figure needs. */
    REFERENCE_UNUSABLE,
    /** The feature had one value only, or none, in the training data: there are no bins to compare. */
    REFERENCE_CONSTANT,
    /** Every value is missing, or none is of the feature's type. */
    NO_VALUES,
    /** There are fewer values than the figure needs. */
    TOO_FEW_VALUES
}
