package dev.auspex.contracts.auth;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A request to add a passkey.
 *
 * @param name       name of the passkey, chosen by its owner
 * @param credential what the browser created from the options
 */
public record NewPasskey(
        @NotBlank @Size(max = 100) @OneLine @Schema(examples = "Work laptop")
        String name,

        @Valid @NotNull PasskeyRegistration credential) {}
