package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A tenant that the account is a member of.
 *
 * @param id       id of the tenant
 * @param name     name of the tenant
 * @param role     role of the account in the tenant
 * @param joinedAt when the account joined the tenant
 * @param current  whether the access token is for this tenant
 */
public record TenantMembership(
        UUID id, String name, @Schema(examples = "admin") String role, Instant joinedAt, boolean current) {}
