package dev.auspex.contracts.model;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * A version on one replica of the model service.
 *
 * @param replica name of the replica
 * @param state   where the version stands there
 * @param cause   why it failed or is unloaded, or null
 * @param at      since when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplicaState(
        String replica, VersionState state, @Nullable String cause, Instant at) {}
