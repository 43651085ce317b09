package dev.auspex.contracts.model;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotBlank;

/**
 * Where an alias shall point.
 *
 * @param version  version that it shall name; one that is loaded
 * @param expected version that it must name now for the move to happen, or null for whatever it names
 */
public record AliasTarget(
        @NotBlank String version, @Nullable String expected) {}
