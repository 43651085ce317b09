package dev.auspex.contracts.model;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotBlank;

/**
 * The new target of an alias.
 *
 * @param version  version that the alias will name; it must be loaded
 * @param expected version that the alias must name now; if null, the alias is moved regardless
 */
public record AliasTarget(
        @NotBlank String version, @Nullable String expected) {}
