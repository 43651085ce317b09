package dev.auspex.contracts.auth;

import java.util.UUID;

import jakarta.validation.constraints.NotNull;

/**
 * A request to switch to another tenant.
 *
 * @param tenantId a tenant that the account is a member of
 */
public record SwitchTenant(@NotNull UUID tenantId) {}
