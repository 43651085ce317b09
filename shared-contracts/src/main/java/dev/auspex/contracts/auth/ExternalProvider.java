package dev.auspex.contracts.auth;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The external OpenID provider.
 *
 * @param configured whether there is one
 * @param label      what people call it; absent where there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalProvider(boolean configured, String label) {}
