package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One of the tenants that an account belongs to.
 *
 * @param id       tenant
 * @param name     its name
 * @param role     the account's role in it
 * @param joinedAt since when
 * @param current  whether the token is for it
 */
public record TenantMembership(
        UUID id, String name, @Schema(examples = "admin") String role, Instant joinedAt, boolean current) {}
