package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A tenant.
 *
 * @param id        tenant, UUIDv7
 * @param personal  whether it is somebody's own, made at their registration
 * @param branding  what it looks like
 * @param settings  what holds in it
 * @param createdAt when it was made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tenant(UUID id, boolean personal, Branding branding, TenantSettings settings, Instant createdAt) {}
