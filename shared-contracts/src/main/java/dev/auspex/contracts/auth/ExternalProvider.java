package dev.auspex.contracts.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * The external OpenID provider.
 *
 * @param configured whether a provider is configured
 * @param label      display name of the provider; absent if none is configured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalProvider(boolean configured, @Nullable String label) {}
