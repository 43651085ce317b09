package dev.auspex.contracts.auth;

import java.util.UUID;

import jakarta.validation.constraints.NotNull;

/**
 * Goes on in another tenant.
 *
 * @param tenantId one of the account's tenants
 */
public record SwitchTenant(@NotNull UUID tenantId) {}
