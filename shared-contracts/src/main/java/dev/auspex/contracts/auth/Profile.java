package dev.auspex.contracts.auth;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.Size;

/**
 * The profile of an account.
 *
 * @param displayName name that other members of its tenants see; absent or blank for none
 */
public record Profile(@Size(max = 100) @OneLine @Nullable String displayName) {}
