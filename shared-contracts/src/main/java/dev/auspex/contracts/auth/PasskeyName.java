package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A new name for a passkey.
 *
 * @param name name of the passkey, chosen by its owner
 */
public record PasskeyName(
        @NotBlank @Size(max = 100) @OneLine @Schema(examples = "Work laptop")
        String name) {}
