package dev.auspex.contracts.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The state of a version on one replica of the model service, or on all of them together. */
public enum VersionState {
    /** Stored and checked; no replica has started to load it. */
    @JsonProperty("uploaded")
    UPLOADED,
    /** A replica fetches its files and opens its graph. */
    @JsonProperty("loading")
    LOADING,
    /** A replica runs it for the first time, to warm it up. */
    @JsonProperty("warming")
    WARMING,
    /** It can answer requests. */
    @JsonProperty("ready")
    READY,
    /** It could not be loaded; the cause says why. */
    @JsonProperty("failed")
    FAILED,
    /** It finishes the requests that it has accepted and accepts no new ones. */
    @JsonProperty("draining")
    DRAINING,
    /** Stored, but not in memory. */
    @JsonProperty("unloaded")
    UNLOADED
}
