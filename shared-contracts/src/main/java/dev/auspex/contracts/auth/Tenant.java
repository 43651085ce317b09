package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A tenant.
 *
 * @param id        id of the tenant, UUIDv7
 * @param personal  whether it is the own tenant of an account, created at registration
 * @param branding  name, color and logo
 * @param settings  settings of the tenant
 * @param createdAt when the tenant was created
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tenant(UUID id, boolean personal, Branding branding, TenantSettings settings, Instant createdAt) {}
