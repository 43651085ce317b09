package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The signed-in account.
 *
 * @param id        account, UUIDv7
 * @param email     address as registered
 * @param tenantId  tenant that the token is for
 * @param roles     roles in that tenant
 * @param createdAt when the account was registered
 */
public record Account(UUID id, String email, UUID tenantId, List<String> roles, Instant createdAt) {}
