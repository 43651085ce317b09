package dev.auspex.contracts.event;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.annotation.Nullable;

/**
 * The registry of models changed. Topic {@link Topics#MODEL_CHANGED}; the event's id is the CloudEvents {@code id}. It says
 * where to look; what holds now is told by the model service.
 *
 * @param tenantId owner of the model, or null for a shared one
 * @param model    model name
 * @param version  version that the change is about; for a removed alias the one that it named
 * @param alias    alias that moved or was removed, or null
 * @param change   what happened
 * @param at       when
 * @param followed true where it is told once more because every replica of the model service follows it now; otherwise absent
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
