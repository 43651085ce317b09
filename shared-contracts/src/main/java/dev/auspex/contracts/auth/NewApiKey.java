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
 * Asks for an API key.
 *
 * @param name      what it is for, for people
 * @param scopes    what it may do: {@code infer}, {@code read}, {@code manage}; never more than its owner's role
 * @param expiresAt when it ends, within a year; 90 days from now where absent
 */
public record NewApiKey(
        @NotBlank @Size(max = 100) @OneLine @Schema(examples = "nightly batch")
        String name,

        @NotEmpty @Size(max = 3) Set<@NotNull @Pattern(regexp = "infer|read|manage") String> scopes,

        @Future @Nullable Instant expiresAt) {}
