package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Renames a passkey.
 *
 * @param name what its owner calls it
 */
public record PasskeyName(
        @NotBlank @Size(max = 100) @OneLine @Schema(examples = "Work laptop")
        String name) {}
