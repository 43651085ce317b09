package dev.auspex.contracts.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a version stands on one replica of the model service, or on all of them together. */
public enum VersionState {
    /** Stored and checked; no replica has taken it up yet. */
    @JsonProperty("uploaded")
    UPLOADED,
    /** Its files are fetched and its graph is opened. */
    @JsonProperty("loading")
    LOADING,
    /** It makes its first runs. */
    @JsonProperty("warming")
    WARMING,
    /** It answers. */
    @JsonProperty("ready")
    READY,
    /** It could not be loaded; the cause says why. */
    @JsonProperty("failed")
    FAILED,
    /** It answers what it has taken and takes nothing new. */
    @JsonProperty("draining")
    DRAINING,
    /** It is stored and not in memory. */
    @JsonProperty("unloaded")
    UNLOADED
}
