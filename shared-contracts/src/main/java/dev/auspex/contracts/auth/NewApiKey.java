package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.Set;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A request to create an API key.
 *
 * @param name      name that tells people what the API key is for
 * @param scopes    scopes of the API key: {@code infer}, {@code read}, {@code manage}; they never exceed the role of
 *                  its owner
 * @param expiresAt when the API key expires, within a year; 90 days from now if absent
 */
public record NewApiKey(
        @NotBlank @Size(max = 100) @OneLine @Schema(examples = "nightly batch")
        String name,

        @NotEmpty @Size(max = 3) Set<@NotNull @Pattern(regexp = "infer|read|manage") String> scopes,

        @Future @Nullable Instant expiresAt) {}
