package dev.auspex.contracts.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * The external OpenID provider.
 *
 * @param configured whether there is one
 * @param label      what people call it; absent where there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalProvider(boolean configured, @Nullable String label) {}
