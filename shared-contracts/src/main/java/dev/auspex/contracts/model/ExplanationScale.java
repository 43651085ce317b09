package dev.auspex.contracts.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The scale on which contributions add up. */
public enum ExplanationScale {
    /** Natural logarithm of p / (1 - p), where p is the score. */
    @JsonProperty("log-odds")
    LOG_ODDS,
    /** The score itself. */
    @JsonProperty("probability")
    PROBABILITY
}
