package dev.auspex.contracts.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What contributions add up on. */
public enum ExplanationScale {
    /** Natural logarithm of p / (1 - p), where p is the score. */
    @JsonProperty("log-odds")
    LOG_ODDS,
    /** The score itself. */
    @JsonProperty("probability")
    PROBABILITY
}
