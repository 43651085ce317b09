package dev.auspex.auth.account;

import java.util.UUID;

import dev.auspex.auth.tenant.TenantRole;

/**
 * An account that is signed in to a tenant.
 *
 * @param accountId account
 * @param email     normalized address
 * @param tenantId  tenant
 * @param role      role in that tenant
 */
public record Principal(UUID accountId, String email, UUID tenantId, TenantRole role) {}
