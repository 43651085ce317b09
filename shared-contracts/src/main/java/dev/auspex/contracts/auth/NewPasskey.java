package dev.auspex.contracts.auth;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Adds a passkey.
 *
 * @param name       what its owner calls it
 * @param credential what the browser made of the options
 */
public record NewPasskey(
        @NotBlank @Size(max = 100) @OneLine @Schema(examples = "Work laptop")
        String name,

        @Valid @NotNull PasskeyRegistration credential) {}
