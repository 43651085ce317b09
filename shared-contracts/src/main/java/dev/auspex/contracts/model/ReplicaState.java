package dev.auspex.contracts.model;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * The state of a version on one replica of the model service.
 *
 * @param replica name of the replica
 * @param state   state of the version there
 * @param cause   why the version failed or is unloaded, or null
 * @param at      when this state began
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplicaState(
        String replica, VersionState state, @Nullable String cause, Instant at) {}
