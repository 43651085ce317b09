package dev.auspex.contracts.auth;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.Size;

/**
 * What an account tells about its owner.
 *
 * @param displayName name for others in its tenants; absent or blank for none
 */
public record Profile(@Size(max = 100) @OneLine @Nullable String displayName) {}
