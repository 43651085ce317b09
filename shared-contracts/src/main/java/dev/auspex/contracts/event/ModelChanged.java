package dev.auspex.contracts.event;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.annotation.Nullable;

/**
 * The model registry changed. Topic {@link Topics#MODEL_CHANGED}; the id of the event is the CloudEvents {@code id}.
 * The event says what changed; ask the model service for the current state.
 *
 * @param tenantId owner of the model, or null for a shared model
 * @param model    name of the model
 * @param version  version that changed; for a removed alias, the version that it named
 * @param alias    alias that was moved or removed, or null
 * @param change   what happened
 * @param at       when it happened
 * @param followed true if the event is repeated because every replica of the model service has now applied the change;
 *                 otherwise absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelChanged(
        @Nullable UUID tenantId,
        String model,
        @Nullable String version,
        @Nullable String alias,
        Change change,
        Instant at,
        @Nullable Boolean followed) {

    /** CloudEvents {@code type}. */
    public static final String TYPE = "dev.auspex.model.changed.v1";

    /** What happened. */
    public enum Change {
        @JsonProperty("version-added")
        VERSION_ADDED,
        @JsonProperty("version-described")
        VERSION_DESCRIBED,
        @JsonProperty("version-deleted")
        VERSION_DELETED,
        @JsonProperty("load-requested")
        LOAD_REQUESTED,
        @JsonProperty("unload-requested")
        UNLOAD_REQUESTED,
        @JsonProperty("alias-moved")
        ALIAS_MOVED,
        @JsonProperty("alias-removed")
        ALIAS_REMOVED
    }
}
